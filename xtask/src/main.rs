//! Latchkey's chores as a Rust program, so that a clone needs nothing but cargo to run them:
//! `cargo xtask dev`, `cargo xtask test`, `cargo xtask build`.
//!
//! Each chore is a module of its name. What they have in common: [`workspace`] knows the checkout,
//! [`tools`] gets what builds the page, [`process`] runs and ends other programs.

mod build;
mod clock;
mod dev;
mod interrupt;
mod process;
mod program;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::interrupt::Interrupt;
use crate::workspace::Workspace;

/// Latchkey's chores.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Run the backend and the page together, rebuilding both on change.
    Dev,
    /// Check and test everything, as CI does.
    Test(test::Options),
    /// Build the release: one binary, and the page in dist/.
    Build(build::Options),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli.chore) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: &Chore) -> anyhow::Result<()> {
    let workspace = Workspace::new(Interrupt::listen()?)?;
    match chore {
        Chore::Dev => dev::run(&workspace),
        Chore::Test(options) => test::run(&workspace, options),
        Chore::Build(options) => build::run(&workspace, options),
    }
}
