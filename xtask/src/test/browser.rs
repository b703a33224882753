//! The journeys in tests/browser: they need Chromium and its ChromeDriver, and the release build.

use std::path::PathBuf;

use anyhow::Result;

use super::packages;
use super::report::Skipped;
use crate::program;
use crate::workspace::Workspace;

const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

pub(super) fn run(workspace: &Workspace) -> Result<Option<Skipped>> {
    let Some((browser, driver)) = find_or_install(workspace) else {
        return Ok(Some(Skipped(
            "the browser tests did not run: install chromium and chromedriver".to_owned(),
        )));
    };
    // Plain `cargo test` ignores them, and says why. The whole workspace again, so that features and with them compiled crates stay the same.
    let mut tests = workspace.cargo(["test", "--workspace", "--test", "browser"]);
    tests
        .args(["--", "--ignored"])
        .env("LATCHKEY_BACKEND", workspace.binary("release", "backend")?)
        .env("LATCHKEY_DIST", workspace.path("dist"))
        .env("CHROME", browser)
        .env("CHROMEDRIVER", driver);
    workspace.run(&mut tests)?;
    Ok(None)
}

pub(super) fn find_or_install(workspace: &Workspace) -> Option<(PathBuf, PathBuf)> {
    find().or_else(|| {
        packages::install(workspace, &["chromium", "chromium-driver"]);
        find()
    })
}

fn find() -> Option<(PathBuf, PathBuf)> {
    let browser = BROWSERS.into_iter().find_map(program::find_on_path)?;
    Some((browser, program::find_on_path("chromedriver")?))
}
