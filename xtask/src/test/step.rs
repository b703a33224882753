//! The steps, in the order in which they run.
//!
//! Every cargo command covers the whole workspace where it can: one set of features, so that
//! nothing is compiled twice.

use anyhow::{Context, Result};
use clap::ValueEnum;

use super::outcome::Skipped;
use super::{browser, dev, docs, guided, interop, postgres, wasm};
use crate::build;
use crate::tools::{self, WASM_TARGET};
use crate::workspace::Workspace;

/// A step of `cargo xtask test`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Step {
    /// Formatting.
    Format,
    /// Lints of everything that runs on this machine.
    Lint,
    /// Lints of what runs in the browser, compiled for it.
    LintWasm,
    /// Unit, API, store and page tests, and the examples in the documentation.
    Test,
    /// The tests that docs/security.md and the wire protocol of the session engine name.
    Docs,
    /// The frontend's adapters to the browser, in one.
    Wasm,
    /// The release build, and the limit of its page.
    Build,
    /// Journeys through the release in a real browser.
    Browser,
    /// SuperTokens' own browser client against the release.
    Interop,
    /// A journey with `cargo run` and `trunk serve` alone, as in the README's two terminals.
    Dev,
    /// Deleting the demo feature by its guide, in a copy.
    RemoveDemo,
    /// Adding a feature by its guide, in a copy.
    AddThings,
}

impl Step {
    /// The steps that `self` alone comes to.
    pub(super) fn with_what_it_needs(self) -> Vec<Self> {
        match self {
            Self::Docs => vec![Self::Test, self],
            Self::Browser => vec![Self::Build, self],
            _ => vec![self],
        }
    }

    /// The name as one types it after `--only`.
    pub(super) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Runs the step; what it had to leave out, it says.
    pub(super) fn run(self, workspace: &Workspace) -> Result<Option<Skipped>> {
        match self {
            Self::Format => format(workspace),
            Self::Lint => lint(workspace),
            Self::LintWasm => lint_wasm(workspace),
            Self::Test => test(workspace),
            Self::Docs => docs::run(workspace),
            Self::Wasm => wasm::run(workspace),
            Self::Build => build(workspace),
            Self::Browser => browser::run(workspace),
            Self::Interop => interop::run(workspace),
            Self::Dev => dev::run(workspace),
            Self::RemoveDemo => guided::remove_demo(workspace),
            Self::AddThings => guided::add_things(workspace),
        }
    }
}

fn format(workspace: &Workspace) -> Result<Option<Skipped>> {
    let mut check = workspace.cargo(["fmt", "--all", "--check"]);
    workspace.run(&mut check).context("not formatted: run `cargo fmt --all`")?;
    Ok(None)
}

fn build(workspace: &Workspace) -> Result<Option<Skipped>> {
    let size = build::run(workspace, &build::Options::default())?;
    Ok(size.is_unknown().then(|| {
        let what = "the page's size was not checked: wasm-opt is missing; to get it: \
                    cargo xtask build";
        Skipped(what.to_owned())
    }))
}

fn lint(workspace: &Workspace) -> Result<Option<Skipped>> {
    let mut clippy = workspace.cargo(["clippy", "--workspace", "--all-targets"]);
    workspace.run(clippy.args(["--", "-D", "warnings"]))?;
    Ok(None)
}

fn lint_wasm(workspace: &Workspace) -> Result<Option<Skipped>> {
    tools::add_wasm_target(workspace)?;
    let mut clippy = workspace.cargo(["clippy", "--target", WASM_TARGET]);
    clippy.args(workspace.packages_in("frontend")).args(workspace.packages_in("shared"));
    // Of the tests those that run in a browser; the others compile for this machine only.
    clippy.args(["--lib", "--bins", "--test", "adapters"]);
    workspace.run(clippy.args(["--", "-D", "warnings"]))?;
    Ok(None)
}

fn test(workspace: &Workspace) -> Result<Option<Skipped>> {
    let mut tests = workspace.cargo(["test", "--workspace"]);
    let (server, skipped) = postgres::for_tests(workspace)?;
    if let Some(server) = &server {
        tests.env("TEST_POSTGRES_URL", server.url());
    }
    workspace.run(&mut tests)?;
    Ok(skipped)
}
