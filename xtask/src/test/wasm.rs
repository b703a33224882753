//! The wasm tests: the frontend's adapters to the browser, each function for itself.

use anyhow::Result;

use super::browser;
use super::report::Skipped;
use crate::tools::{self, WASM_TARGET};
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace) -> Result<Option<Skipped>> {
    let Some((_, driver)) = browser::find_or_install(workspace) else {
        return Ok(Some(Skipped(
            "the wasm tests did not run: install chromium and chromedriver".to_owned(),
        )));
    };
    let mut tests = workspace.cargo(["test", "--package", "frontend", "--test", "adapters"]);
    tests
        .args(["--target", WASM_TARGET])
        // The browser's arguments are in frontend/webdriver.json.
        .env("CHROMEDRIVER", driver)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools::wasm_test_runner(workspace)?);
    workspace.run(&mut tests)?;
    Ok(None)
}
