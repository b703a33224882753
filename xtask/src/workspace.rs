//! The checkout: its folder, its files, and running programs in it.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use cargo_metadata::MetadataCommand;

use crate::interrupt::Interrupt;
use crate::missing::Missing;
use crate::process::Process;
use crate::program;

/// The checkout this program was built in, or a scratch copy of it.
pub(crate) struct Workspace {
    root: PathBuf,
    /// The name of each package and the folder it is in, relative to the root.
    packages: Vec<(String, PathBuf)>,
    target: PathBuf,
    interrupt: Interrupt,
    may_install: bool,
}

impl Workspace {
    /// The checkout. `may_install` says whether tools that are missing are installed.
    pub(crate) fn new(interrupt: Interrupt, may_install: bool) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask/ has no parent folder")?
            .to_owned();
        // Asked of cargo, because a variable and two files may change it.
        let metadata = MetadataCommand::new()
            .manifest_path(root.join("Cargo.toml"))
            .no_deps()
            .exec()
            .context("could not run `cargo metadata`")?;
        let packages = metadata.packages.iter().filter_map(|package| {
            let folder = package.manifest_path.parent()?.as_std_path();
            Some((
                package.name.to_string(),
                folder.strip_prefix(&metadata.workspace_root).ok()?.to_owned(),
            ))
        });
        let packages = packages.collect();
        let target = metadata.target_directory.into_std_path_buf();
        Ok(Self { root, packages, target, interrupt, may_install })
    }

    /// A copy of this checkout in another folder, with the same target folder.
    pub(crate) fn at(&self, root: PathBuf) -> Self {
        Self {
            root,
            packages: self.packages.clone(),
            target: self.target.clone(),
            interrupt: self.interrupt.clone(),
            may_install: self.may_install,
        }
    }

    /// Ctrl-C, for what waits.
    pub(crate) fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }

    /// The packages in a folder and the folders in it, as arguments for cargo.
    pub(crate) fn packages_in(&self, folder: &str) -> Vec<String> {
        let inside = self.packages.iter().filter(|(_, path)| path.starts_with(folder));
        inside.flat_map(|(name, _)| ["--package".to_owned(), name.clone()]).collect()
    }

    /// Whether this run installs what is missing.
    pub(crate) fn may_install(&self) -> bool {
        self.may_install
    }

    /// A file or folder by its path in the checkout.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A file or folder that the tasks themselves keep, in the target folder.
    pub(crate) fn kept(&self, name: &str) -> PathBuf {
        self.target.join("xtask").join(name)
    }

    /// The text of a file.
    pub(crate) fn read(&self, relative: &str) -> Result<String> {
        fs::read_to_string(self.path(relative))
            .with_context(|| format!("could not read {relative}"))
    }

    /// A binary that cargo has built: `("release", "backend")`.
    pub(crate) fn binary(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// A command that runs in the workspace's root.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// The cargo that started this program, so that every step uses one toolchain.
    pub(crate) fn cargo<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // The same for a scratch copy, which shares what is compiled.
        command.args(arguments).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// Runs a program to its end and fails if it fails. Its output is shown.
    pub(crate) fn run(&self, command: &mut Command) -> Result<()> {
        let status = Process::spawn(command)?.wait(&self.interrupt)?;
        ensure!(status.success(), "`{}` failed ({status})", program::describe(command));
        Ok(())
    }

    /// Installs what is missing if this run may, and otherwise fails with its name.
    pub(crate) fn install(
        &self,
        missing: Missing,
        install: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        if self.may_install { install() } else { Err(missing.into()) }
    }
}
