//! Packages of npm that tests run, each pinned to one version, in the per-user cache.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::cache;
use crate::missing::Missing;
use crate::program;
use crate::workspace::Workspace;

/// What is fetched together into one folder.
pub(super) struct NpmPackages<'a> {
    /// The one that it is about, and its version.
    pub(super) package: (&'a str, &'a str),
    /// What it needs, with the versions.
    pub(super) others: &'a [(&'a str, &'a str)],
}

impl NpmPackages<'_> {
    /// The folder that holds `node_modules`. Fetched where `is_there` says no and this run may.
    pub(super) fn ready(
        &self,
        workspace: &Workspace,
        is_there: impl Fn(&Path) -> bool,
    ) -> Result<PathBuf> {
        let (name, version) = self.package;
        let folder = cache::folder(name, version)?;
        if !is_there(&folder) {
            workspace.install(self.missing("cargo xtask test --install"), || {
                let npm = program::find_on_path("npm");
                let npm =
                    npm.ok_or_else(|| self.missing("install node and npm, which fetch it"))?;
                println!("Fetching {name} {version} with npm: the tests run it.");
                cache::install(&folder, |unfinished| self.install(workspace, &npm, unfinished))
                    .inspect_err(|error| println!("npm could not fetch it: {error:#}"))
                    .map_err(|_| {
                        self.missing("try again when npm's registry can be reached").into()
                    })
            })?;
        }
        Ok(folder)
    }

    fn missing(&self, command: &str) -> Missing {
        let (name, version) = self.package;
        Missing { what: format!("{name} {version}"), command: command.to_owned() }
    }

    fn install(&self, workspace: &Workspace, npm: &Path, folder: &Path) -> Result<()> {
        let mut install = workspace.command(npm);
        install.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"]);
        install.arg(folder);
        for (name, version) in std::iter::once(&self.package).chain(self.others) {
            install.arg(format!("{name}@{version}"));
        }
        workspace.run(&mut install)
    }
}
