//! The project's tasks as a Rust program, so that a clone needs nothing but cargo to run them:
//! `cargo xtask dev`, `cargo xtask test`, `cargo xtask build` and the others.
//!
//! Each task is a module of its name. What they share: [`workspace`] knows the checkout, [`tools`]
//! finds or builds what compiles the page, [`process`] runs and ends other programs.

mod answers;
mod build;
mod checkout;
mod clock;
mod dev;
mod guide;
mod holder;
mod interrupt;
mod leash;
mod missing;
mod ports;
mod process;
mod program;
mod rename;
mod reset;
mod settings;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::interrupt::Interrupt;
use crate::workspace::Workspace;

/// Latchkey's tasks.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run the backend and the page together, rebuilding both on change.
    Dev,
    /// Check and test everything, as CI does.
    Test(test::Options),
    /// Build the release: one binary, and the page in dist/.
    Build(build::Options),
    /// Give a clone its own name, everywhere.
    Rename(rename::Options),
    /// Throw the development database away; the next start makes a new one.
    Reset(reset::Options),
}

impl Task {
    /// Whether the task may install tools that it needs.
    fn may_install(&self) -> bool {
        match self {
            Self::Dev | Self::Build(_) => true,
            Self::Rename(_) | Self::Reset(_) => false,
            Self::Test(options) => options.may_install(),
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli.task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &Task) -> anyhow::Result<()> {
    let workspace = Workspace::new(Interrupt::listen()?, task.may_install())?;
    match task {
        Task::Dev => dev::run(&workspace),
        Task::Test(options) => test::run(&workspace, options),
        Task::Build(options) => build::run(&workspace, options).map(|_| ()),
        Task::Rename(options) => rename::run(&workspace, options),
        Task::Reset(options) => reset::run(&workspace, options),
    }
}
