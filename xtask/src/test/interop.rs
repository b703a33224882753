//! The journeys in tests/interop: SuperTokens' own browser client against the release build.

use anyhow::Result;

use super::browser;
use super::report::Skipped;
use crate::build;
use crate::tools;
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace) -> Result<Option<Skipped>> {
    let skipped =
        |what: &str| Ok(Some(Skipped(format!("the interop journeys did not run: {what}"))));
    let Some((browser, driver)) = browser::find_or_install(workspace) else {
        return skipped("install chromium and chromedriver");
    };
    let Some(client) = tools::supertokens_client(workspace)? else {
        return skipped("install node and npm, which fetch supertokens-web-js");
    };
    // The page is not needed; after the step `build`, this is done at once.
    build::build_backend(workspace)?;
    let mut tests = workspace.cargo(["test", "--workspace", "--test", "interop"]);
    tests
        .args(["--", "--ignored"])
        .env("LATCHKEY_BACKEND", workspace.binary("release", "backend")?)
        .env("SUPERTOKENS_CLIENT", client)
        .env("CHROME", browser)
        .env("CHROMEDRIVER", driver);
    workspace.run(&mut tests)?;
    Ok(None)
}
