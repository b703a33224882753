//! SuperTokens' own browser client, unmodified, as one script: for the journeys in tests/interop.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::npm::NpmPackages;
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
    let packages = NpmPackages {
        package: ("supertokens-web-js", WEB_JS),
        others: &[("supertokens-website", WEBSITE), ("esbuild", ESBUILD)],
    };
    let bundler = |folder: &Path| folder.join("node_modules/.bin/esbuild");
    let folder =
        packages.ready(workspace, |folder| program::has_version(&bundler(folder), ESBUILD))?;
    let script = workspace.path("tests/output/interop/client.js");
    println!("Bundling it into {}.", script.display());
    let mut bundle = workspace.command(bundler(&folder));
    bundle
        .arg(workspace.path("tests/interop/page/client.js"))
        .args(["--bundle", "--format=iife", "--global-name=clients", "--log-level=warning"])
        .arg(format!("--outfile={}", script.display()))
        // esbuild looks for packages beside the importing file first, which is in tests/.
        .env("NODE_PATH", folder.join("node_modules"));
    workspace.run(&mut bundle)?;
    Ok(script)
}
