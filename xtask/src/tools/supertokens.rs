//! SuperTokens' own browser client, unmodified, as one script: for the journeys in tests/interop.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::cache;
use crate::missing::Missing;
use crate::program;
use crate::workspace::Workspace;

/// The recipe client that the wire protocol was read from.
const WEB_JS: &str = "0.16.0";
/// The session client below it, which it would take in any newer version.
const WEBSITE: &str = "20.1.6";
/// The bundler.
const ESBUILD: &str = "0.28.2";

/// The client as one script that sets `clients`.
pub(crate) fn client(workspace: &Workspace) -> Result<PathBuf> {
    let folder = cache::folder("supertokens-web-js", WEB_JS)?;
    let esbuild = folder.join("node_modules/.bin/esbuild");
    if !program::has_version(&esbuild, ESBUILD) {
        workspace.install(missing("cargo xtask test --install"), || {
            let npm = program::find_on_path("npm");
            let npm = npm.ok_or_else(|| missing("install node and npm, which fetch it"))?;
            println!("Fetching supertokens-web-js {WEB_JS} with npm: the tests run it.");
            cache::install(&folder, |unfinished| install(workspace, &npm, unfinished))
                .inspect_err(|error| println!("npm could not fetch it: {error:#}"))
                .map_err(|_| missing("try again when npm's registry can be reached").into())
        })?;
    }
    let script = workspace.path("tests/output/interop/client.js");
    println!("Bundling it into {}.", script.display());
    let mut bundle = workspace.command(&esbuild);
    bundle
        .arg(workspace.path("tests/interop/page/client.js"))
        .args(["--bundle", "--format=iife", "--global-name=clients", "--log-level=warning"])
        .arg(format!("--outfile={}", script.display()))
        // esbuild looks for packages beside the importing file first, which is in tests/.
        .env("NODE_PATH", folder.join("node_modules"));
    workspace.run(&mut bundle)?;
    Ok(script)
}

fn missing(command: &str) -> Missing {
    Missing { what: format!("supertokens-web-js {WEB_JS}"), command: command.to_owned() }
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
