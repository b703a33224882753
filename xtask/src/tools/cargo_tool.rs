//! A tool that `cargo install` builds, once per user and version.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::cache;
use crate::missing::Missing;
use crate::program;
use crate::workspace::Workspace;

/// A program from crates.io in one version.
pub(super) struct CargoTool<'a> {
    pub(super) name: &'a str,
    pub(super) package: &'a str,
    pub(super) version: &'a str,
    pub(super) purpose: &'a str,
    /// How many minutes building it takes on a laptop.
    pub(super) minutes: &'a str,
    pub(super) build_arguments: &'a [&'a str],
}

/// Building a tool takes longer than using it, so it is built with little optimisation.
const CHEAP_PROFILE: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

impl CargoTool<'_> {
    /// Where the program is, built first if it is neither on the PATH nor in the cache.
    pub(super) fn ready(&self, workspace: &Workspace) -> Result<PathBuf> {
        let folder = cache::folder(self.name, self.version)?;
        let cached = folder.join("bin").join(format!("{}{}", self.name, env::consts::EXE_SUFFIX));
        let on_path = program::find_on_path(self.name);
        if let Some(found) = on_path
            .into_iter()
            .chain([cached.clone()])
            .find(|path| program::has_version(path, self.version))
        {
            return Ok(found);
        }
        workspace.install(self.missing(), || {
            println!(
                "Building {} {}: {}. Once per user; usually {} minutes.",
                self.name, self.version, self.purpose, self.minutes
            );
            cache::install(&folder, |unfinished| self.install(workspace, unfinished))
                .with_context(|| format!("could not build {} {}", self.name, self.version))
        })?;
        Ok(cached)
    }

    fn missing(&self) -> Missing {
        let package = format!("{}@{}", self.package, self.version);
        let mut words = vec!["cargo install --locked", &package];
        words.extend(self.build_arguments);
        Missing { what: format!("{} {}", self.name, self.version), command: words.join(" ") }
    }

    fn install(&self, workspace: &Workspace, root: &Path) -> Result<()> {
        let target = root.join("target");
        let mut command = workspace.cargo(["install", "--locked", "--root"]);
        command
            .arg(root)
            .arg(format!("{}@{}", self.package, self.version))
            .args(self.build_arguments)
            .env("CARGO_TARGET_DIR", &target)
            .envs(CHEAP_PROFILE);
        workspace.run(&mut command)?;
        fs::remove_dir_all(&target)
            .with_context(|| format!("could not remove {}", target.display()))
    }
}
