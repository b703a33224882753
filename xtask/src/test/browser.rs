//! The journeys in tests/browser: they need Chromium and its ChromeDriver, and the release build.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::outcome::Skipped;
use super::packages;
use crate::program;
use crate::tools::{self, Tools};
use crate::workspace::Workspace;

const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The journey that the step `dev` plays, on servers of its own.
pub(super) const TWO_TERMINALS: &str = "two_terminals::";

/// Chromium and its driver.
pub(super) struct Browser {
    program: PathBuf,
    /// Drives it.
    pub(super) driver: PathBuf,
}

impl Browser {
    /// Finds both, or installs them where this run may.
    pub(super) fn ready(workspace: &Workspace) -> Result<Self> {
        packages::ready(workspace, &["chromium", "chromium-driver"], Self::find)
    }

    fn find() -> Option<Self> {
        let program = BROWSERS.into_iter().find_map(program::find_on_path)?;
        Some(Self { program, driver: program::find_on_path("chromedriver")? })
    }

    /// `cargo test` of a program of tests that need a browser. Plain `cargo test` ignores them, and
    /// says why. The whole workspace, so that features and with them compiled crates stay the same.
    pub(super) fn tests(&self, workspace: &Workspace, program: &str) -> Command {
        let mut tests = workspace.cargo(["test", "--workspace", "--test", program]);
        tests.args(["--", "--ignored"]);
        tests.env("CHROME", &self.program);
        tests.env("CHROMEDRIVER", &self.driver);
        tests
    }
}

/// Plays them.
pub(super) fn run(workspace: &Workspace) -> Result<Option<Skipped>> {
    let browser = Browser::ready(workspace)?;
    // Without the tools there is no page in dist/ to play with.
    Tools::ready(workspace)?;
    let axe = tools::axe_script(workspace)?;
    let mut tests = browser.tests(workspace, "browser");
    tests
        .args(["--skip", TWO_TERMINALS])
        .env("LATCHKEY_BACKEND", workspace.binary("release", "backend"))
        .env("LATCHKEY_DIST", workspace.path("dist"))
        .env("LATCHKEY_AXE", axe);
    workspace.run(&mut tests)?;
    Ok(None)
}
