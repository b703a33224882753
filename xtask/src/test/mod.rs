//! `cargo xtask test`: everything that must hold, cheapest first, as CI runs it.
//!
//! What cannot run here is named and skipped, unless this is CI: there it fails the run.

mod browser;
mod docs;
mod interop;
mod packages;
mod postgres;
mod report;
mod step;
mod wasm;

use anyhow::Result;
use clap::Args;

use self::report::Report;
use self::step::Step;
use crate::workspace::Workspace;

#[derive(Args)]
pub(crate) struct Options {
    /// Run one step instead of all.
    #[arg(long, value_name = "STEP")]
    only: Option<Step>,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut report = Report::new();
    let result = options
        .only
        .map_or(Step::ALL, Step::with_what_it_needs)
        .iter()
        .try_for_each(|step| report.run(workspace, *step));
    print!("\n{report}");
    result
}
