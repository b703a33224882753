//! `cargo xtask build`: the release. One binary with the migrations inside, and the page in dist/,
//! compressed beforehand for the server to hand out as it is.

mod compress;
mod sizes;

use anyhow::{Result, ensure};
use clap::Args;

use self::sizes::Sizes;
use crate::tools::{Tools, WasmOpt};
use crate::workspace::Workspace;

/// What a first visit may cost, in bytes of brotli. Raise it when your app is worth more to its
/// visitors.
const PAGE_BUDGET: u64 = 150_000;

#[derive(Args, Default)]
pub(crate) struct Options {
    /// Build the page in dist/ and leave the backend alone.
    #[arg(long)]
    frontend_only: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    build_page(workspace)?;
    if !options.frontend_only {
        build_backend(workspace)?;
        println!("\nThe binary: {}", workspace.binary("release", "backend")?.display());
    }
    Ok(())
}

/// Builds the binary alone.
pub(crate) fn build_backend(workspace: &Workspace) -> Result<()> {
    workspace.run(&mut workspace.cargo(["build", "--release", "--package", "backend"]))
}

/// Builds, compresses and measures the page.
fn build_page(workspace: &Workspace) -> Result<()> {
    let mut tools = Tools::ready(workspace)?;
    let wasm_opt = WasmOpt::ready(workspace)?;
    if let WasmOpt::At(path) = &wasm_opt {
        tools.add_folder_of(path);
    }
    let mut trunk = tools.trunk(workspace)?;
    trunk.arg("build");
    if matches!(wasm_opt, WasmOpt::Missing) {
        // trunk runs wasm-opt whenever it is told --release. What remains of a release is its profile.
        trunk.args(["--cargo-profile", "web"]);
    } else {
        trunk.arg("--release");
        trunk.env("TRUNK_TOOLS_WASM_OPT", WasmOpt::RELEASE);
    }
    workspace.run(&mut trunk)?;

    let sizes = Sizes::new(compress::folder(&workspace.path("dist"))?);
    println!("\n{sizes}");
    if matches!(wasm_opt, WasmOpt::Missing) {
        println!(
            "wasm-opt is missing (no npm, and GitHub cannot be reached), so the page is larger \
             than it need be: put wasm-opt {} on the PATH, or install npm.",
            WasmOpt::RELEASE
        );
        return Ok(());
    }
    let page = sizes.page();
    ensure!(
        page <= PAGE_BUDGET,
        "the page is {page} bytes of brotli, {} over its budget (PAGE_BUDGET in xtask/src/build)",
        page - PAGE_BUDGET
    );
    Ok(())
}
