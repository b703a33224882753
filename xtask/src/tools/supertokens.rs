//! SuperTokens' own browser client, unmodified, as one script: for the journeys in tests/interop.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::cache;
use crate::program;
use crate::workspace::Workspace;

/// The recipe client that the wire protocol was read from.
const WEB_JS: &str = "0.16.0";
/// The session client below it, which it would take in any newer version.
const WEBSITE: &str = "20.1.6";
/// The bundler.
const ESBUILD: &str = "0.28.2";

/// The client as one script that sets `clients`, or `None` where it cannot be had.
pub(crate) fn client(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let folder = cache::folder("supertokens-web-js", WEB_JS)?;
    let esbuild = folder.join("node_modules/.bin/esbuild");
    if !program::has_version(&esbuild, ESBUILD) {
        let Some(npm) = program::find_on_path("npm") else { return Ok(None) };
        println!("Fetching supertokens-web-js {WEB_JS} with npm: the tests put it to the backend.");
        let installed = cache::install(&folder, |unfinished| install(workspace, &npm, unfinished));
        if let Err(error) = installed {
            println!("npm could not fetch it: {error:#}");
            return Ok(None);
        }
    }
    let script = workspace.path("tests/output/interop/client.js");
    println!("Bundling it into {}.", script.display());
    let mut bundle = workspace.command(&esbuild);
    bundle
        .arg(workspace.path("tests/interop/page/client.js"))
        .args(["--bundle", "--format=iife", "--global-name=clients", "--log-level=warning"])
        .arg(format!("--outfile={}", script.display()))
        // Packages are looked for beside the importing file first, and that is ours.
        .env("NODE_PATH", folder.join("node_modules"));
    workspace.run(&mut bundle)?;
    Ok(Some(script))
}

fn install(workspace: &Workspace, npm: &Path, folder: &Path) -> Result<()> {
    let mut install = workspace.command(npm);
    install
        .args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"])
        .arg(folder)
        .args([
            format!("supertokens-web-js@{WEB_JS}"),
            format!("supertokens-website@{WEBSITE}"),
            format!("esbuild@{ESBUILD}"),
        ]);
    workspace.run(&mut install)
}
