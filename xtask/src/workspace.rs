//! The checkout: its folder, its files, and running programs in it.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::interrupt::Interrupt;
use crate::process::Process;
use crate::program;

/// The checkout this program was built in.
pub(crate) struct Workspace {
    root: PathBuf,
    interrupt: Interrupt,
}

impl Workspace {
    pub(crate) fn new(interrupt: Interrupt) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask/ has no parent folder")?
            .to_owned();
        Ok(Self { root, interrupt })
    }

    pub(crate) fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    pub(crate) fn read(&self, relative: &str) -> Result<String> {
        fs::read_to_string(self.path(relative))
            .with_context(|| format!("could not read {relative}"))
    }

    /// A binary that cargo has built: `("release", "backend")`.
    pub(crate) fn binary(&self, profile: &str, name: &str) -> Result<PathBuf> {
        // Asked, because the variable and two files may have a say in it.
        let mut command = self.cargo(["metadata", "--no-deps", "--format-version", "1"]);
        let answer = command.output().context("could not run `cargo metadata`")?;
        let answer: Value = serde_json::from_slice(&answer.stdout).context("`cargo metadata`")?;
        let target = answer["target_directory"].as_str().context("no target folder is known")?;
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        Ok(Path::new(target).join(profile).join(file))
    }

    /// A command that runs in the workspace's root.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// The cargo that started us, so that every step uses one toolchain.
    pub(crate) fn cargo<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments);
        command
    }

    /// Runs a program to its end and fails if it fails. Its output is the reader's.
    pub(crate) fn run(&self, command: &mut Command) -> Result<()> {
        let status = Process::spawn(command)?.wait(&self.interrupt)?;
        ensure!(status.success(), "`{}` failed ({status})", program::describe(command));
        Ok(())
    }
}
