//! Steps that follow a guide in a scratch copy of the checkout: see [`crate::guide`].

use std::fs;

use anyhow::{Context, Result, ensure};
use toml::{Table, Value};

use super::docs::TestsList;
use super::outcome::Skipped;
use crate::checkout;
use crate::guide::{Edit, Limits, additions, apply, removals};
use crate::workspace::Workspace;

/// Says how the demo feature is deleted, in the section [`REMOVAL`].
const MAKE_IT_YOURS: &str = "docs/guides/make-it-yours.md";
const REMOVAL: &str = "Delete the comments";
/// Deleting a feature must stay this small.
const REMOVAL_LIMITS: Limits = Limits { folders: 2, files: 6, lines: 15 };
/// Says how a feature is added, and adds one called [`FEATURE`].
const A_FEATURE: &str = "docs/guides/a-feature.md";
const FEATURE: &str = "things";

/// Deletes the demo feature by the guide's list; everything else must compile and pass.
pub(super) fn remove_demo(workspace: &Workspace) -> Result<Option<Skipped>> {
    let edits = removals(&workspace.read(MAKE_IT_YOURS)?, REMOVAL).context(MAKE_IT_YOURS)?;
    let count = Limits::of(&workspace.path(""), &edits);
    println!(
        "{MAKE_IT_YOURS} deletes {} folders, {} files and {} lines.",
        count.folders, count.files, count.lines
    );
    REMOVAL_LIMITS.check(&count).context(MAKE_IT_YOURS)?;
    let copy = scratch(workspace, "remove-demo", &edits).context(MAKE_IT_YOURS)?;
    copy.run(&mut copy.cargo(["check", "--workspace", "--all-targets"]))?;
    // The whole workspace, so that features and with them compiled crates stay the same.
    let mut tests =
        copy.cargo(["test", "--workspace", "--lib", "--test", "api", "--test", "pages"]);
    // On SQLite only: with CI=true the tests would ask for a Postgres, which the step `test` has.
    copy.run(tests.env_remove("CI"))?;
    Ok(None)
}

/// Adds the feature of the guide, block by block; it must compile, and its tests must pass.
pub(super) fn add_things(workspace: &Workspace) -> Result<Option<Skipped>> {
    let edits = additions(&workspace.read(A_FEATURE)?).context(A_FEATURE)?;
    println!("{A_FEATURE} has {} blocks.", edits.len());
    let copy = scratch(workspace, "add-things", &edits).context(A_FEATURE)?;
    copy.run(&mut copy.cargo(["test", "--workspace", "--lib", "--tests", "--no-run"]))?;
    let tests = TestsList::matching(&copy, FEATURE)?;
    ensure!(!tests.is_empty(), "{A_FEATURE} adds no test with `{FEATURE}` in its name");
    println!("Its tests: {}.", tests.join(", "));
    let mut run = copy.cargo(["test", "--workspace", "--lib", "--tests"]);
    copy.run(run.args(["--", FEATURE]).env_remove("CI"))?;
    Ok(None)
}

/// A copy of the checkout with the edits made. It shares the target folder with the checkout, and
/// so what is compiled of other people's crates.
fn scratch(workspace: &Workspace, name: &str, edits: &[Edit]) -> Result<Workspace> {
    let copy = workspace.at(workspace.kept(name));
    let root = copy.path("");
    println!("In a copy: {}", root.display());
    checkout::copy(&workspace.path(""), &root)?;
    apply(&root, edits)?;
    let manifest = with_version(&copy.read("Cargo.toml")?, name)?;
    fs::write(copy.path("Cargo.toml"), manifest).context("could not write Cargo.toml")?;
    Ok(copy)
}

/// The root manifest with a version of its own. Cargo names what it compiles after package and
/// version, not after the folder: with the same version the copy and the checkout would take each
/// other's crates from the target folder.
fn with_version(manifest: &str, name: &str) -> Result<String> {
    let mut manifest: Table = toml::from_str(manifest).context("Cargo.toml")?;
    let version = manifest
        .get_mut("workspace")
        .and_then(|workspace| workspace.get_mut("package"))
        .and_then(|package| package.get_mut("version"))
        .context("Cargo.toml has no workspace.package.version")?;
    *version = Value::String(format!("0.0.0-{name}"));
    toml::to_string(&manifest).context("Cargo.toml")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Quick, and so the first to tell that the files have moved on; what comes of it is compiled by
    /// the step.
    #[test]
    fn every_block_of_the_guide_of_a_feature_has_its_place() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        let copy = std::env::temp_dir().join(format!("guided-{}", std::process::id()));
        checkout::copy(root, &copy).expect("a copy");
        let guide = fs::read_to_string(copy.join(A_FEATURE)).expect(A_FEATURE);
        let edits = additions(&guide).expect(A_FEATURE);
        apply(&copy, &edits).expect(A_FEATURE);
        fs::remove_dir_all(&copy).expect("it is there");
    }

    #[test]
    fn a_copy_has_a_version_of_its_own() {
        let manifest =
            "[workspace]\nmembers = [\"a\"]\n\n[workspace.package]\nversion = \"0.1.0\"\n";
        let changed = with_version(manifest, "add-things").expect("valid");
        assert!(changed.contains("version = \"0.0.0-add-things\""), "{changed}");
        assert!(with_version("[workspace]\n", "x").is_err());
    }
}
