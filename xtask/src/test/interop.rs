//! The journeys in tests/interop: SuperTokens' own browser client against the release build.

use anyhow::Result;

use super::browser::Browser;
use super::outcome::Skipped;
use crate::build;
use crate::tools;
use crate::workspace::Workspace;

/// Plays them.
pub(super) fn run(workspace: &Workspace) -> Result<Option<Skipped>> {
    let browser = Browser::ready(workspace)?;
    let client = tools::supertokens_client(workspace)?;
    // The page is not needed; after the step `build`, this is done at once.
    build::build_backend(workspace)?;
    let mut tests = browser.tests(workspace, "interop");
    tests
        .env("LATCHKEY_BACKEND", workspace.binary("release", "backend"))
        .env("SUPERTOKENS_CLIENT", client);
    workspace.run(&mut tests)?;
    Ok(None)
}
