//! The wasm tests: the frontend's adapters to the browser, each function by itself.

use anyhow::Result;

use super::browser::Browser;
use super::outcome::Skipped;
use crate::tools::{self, WASM_TARGET};
use crate::workspace::Workspace;

/// Runs them.
pub(super) fn run(workspace: &Workspace) -> Result<Option<Skipped>> {
    let browser = Browser::ready(workspace)?;
    let mut tests = workspace.cargo(["test", "--test", "adapters"]);
    tests
        .args(workspace.packages_in("frontend"))
        .args(["--target", WASM_TARGET])
        // The browser's arguments are in frontend/webdriver.json.
        .env("CHROMEDRIVER", &browser.driver)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools::wasm_test_runner(workspace)?);
    workspace.run(&mut tests)?;
    Ok(None)
}
