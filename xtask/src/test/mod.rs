//! `cargo xtask test`: everything that must hold, cheapest first, as CI runs it.
//!
//! Nothing is installed without `--install` or `CI=true`. What cannot run here is named and skipped,
//! unless this is CI: there it fails the run.

mod browser;
mod dev;
mod docs;
mod guided;
mod interop;
mod outcome;
mod packages;
mod postgres;
mod report;
mod step;
mod times;
mod wasm;

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::report::Report;
use self::step::Step;
use crate::workspace::Workspace;

/// The command line.
#[derive(Args)]
pub(crate) struct Options {
    /// Run one step instead of all.
    #[arg(long, value_name = "STEP")]
    only: Option<Step>,
    /// Install what is missing: with apt-get, rustup, cargo and npm. CI=true does so, too.
    #[arg(long)]
    install: bool,
}

impl Options {
    /// Whether what is missing may be installed.
    pub(crate) fn may_install(&self) -> bool {
        self.install || outcome::is_ci()
    }
}

/// Runs the chosen steps and prints what came of each.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let all = || Step::value_variants().to_vec();
    let steps = options.only.map_or_else(all, Step::with_what_it_needs);
    let mut report = Report::begin(workspace, &steps);
    let result = steps.iter().try_for_each(|step| report.run(workspace, *step));
    print!("\n{report}");
    result
}
