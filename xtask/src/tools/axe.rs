//! axe-core, which looks for what keeps people with disabilities from a page: for the journeys in
//! tests/browser.

use std::path::PathBuf;

use anyhow::Result;

use super::npm::NpmPackages;
use crate::workspace::Workspace;

const VERSION: &str = "4.10.3";
const SCRIPT: &str = "node_modules/axe-core/axe.min.js";

/// Its script.
pub(crate) fn script(workspace: &Workspace) -> Result<PathBuf> {
    let packages = NpmPackages { package: ("axe-core", VERSION), others: &[] };
    let folder = packages.ready(workspace, |folder| folder.join(SCRIPT).is_file())?;
    Ok(folder.join(SCRIPT))
}
