//! A renaming of a scratch copy of this very checkout.

use std::process::Command;

use super::*;

fn checkout_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}

/// What is meant to stay, as [`text::replace`] and [`KEPT_FILES`] know it, and nothing else.
fn leftovers(root: &Path, old: &Name) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in texts(root).expect("readable") {
        for line in text.lines() {
            let lower = line.to_lowercase();
            let stays = [format!("b\"{}\"", old.slug), format!("{}/tools", old.slug)];
            let left = stays.iter().fold(lower, |line, kept| line.replace(kept, ""));
            if left.contains(&old.slug) {
                found.push(format!("{}: {line}", path.display()));
            }
        }
        let name = path.to_string_lossy().to_lowercase();
        if name.contains(&old.slug) {
            found.push(format!("{name} is a file of that name"));
        }
    }
    found
}

#[test]
fn a_renamed_copy_has_nothing_of_the_old_name_and_is_still_a_workspace() {
    let folder = std::env::temp_dir().join(format!("rename-{}", std::process::id()));
    checkout::copy(checkout_root(), &folder).expect("a copy");
    let new = Name::parse("Quiet Harbour").expect("valid");

    let changes = apply(&folder, &new).expect("renamed");
    assert!(changes.count > 40, "{} places", changes.count);
    assert_eq!(leftovers(&folder, &changes.old), [""; 0]);
    assert!(!changes.kept.is_empty());
    let said = changes.describe(&new);
    assert!(said.contains("Quiet Harbour now") && said.contains("README.md"), "{said}");

    for (file, expected) in [
        ("README.md", "# Quiet Harbour\n"),
        (".env.example", "data/quiet-harbour.db"),
        ("frontend/index.html", "<title>Quiet Harbour</title>"),
        ("LICENSE-MIT", &format!("The {} contributors", changes.old.title)),
    ] {
        let text = fs::read_to_string(folder.join(file)).expect(file);
        assert!(text.contains(expected), "{file}");
    }

    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut metadata = Command::new(cargo);
    metadata.args(["metadata", "--offline", "--no-deps", "--format-version=1"]);
    let output = metadata.current_dir(&folder).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    assert_eq!(apply(&folder, &new).expect("again").count, 0, "a second time changes nothing");
    fs::remove_dir_all(&folder).expect("it is there");
}
