//! The migrations are embedded in the binary; cargo must look when a file is added.
fn main() {
    println!("cargo::rerun-if-changed=../migrations");
}
