//! What ran, how long it took, and what was left out.

use std::env;
use std::fmt;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::step::Step;
use crate::clock;
use crate::workspace::Workspace;

/// What could not run here, and what to do about it.
pub(super) struct Skipped(pub(super) String);

#[derive(Default)]
pub(super) struct Report {
    lines: Vec<Line>,
}

struct Line {
    step: &'static str,
    outcome: String,
    time: Duration,
}

impl Report {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Runs one step under its headline.
    pub(super) fn run(&mut self, workspace: &Workspace, step: Step) -> Result<()> {
        let name = step.name();
        println!("\n== {name}");
        let start = clock::now();
        let result = step.run(workspace).and_then(|skipped| judge(skipped, is_ci()));
        let outcome = match &result {
            Ok(None) => "ok".to_owned(),
            Ok(Some(Skipped(what))) => format!("ok, but {what}"),
            Err(_) => "FAILED".to_owned(),
        };
        let time = start.elapsed();
        println!("== {name}: {outcome} ({})", seconds(time));
        self.lines.push(Line { step: name, outcome, time });
        result.with_context(|| format!("step `{name}` failed")).map(|_| ())
    }
}

fn is_ci() -> bool {
    env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

/// A gap in the checks is a matter of taste on a laptop, and a failure in CI.
fn judge(skipped: Option<Skipped>, is_ci: bool) -> Result<Option<Skipped>> {
    match skipped {
        Some(Skipped(what)) if is_ci => bail!("{what}, and in CI nothing is skipped"),
        skipped => Ok(skipped),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Line { step, outcome, time } in &self.lines {
            writeln!(out, "{step:<10} {:>8}  {outcome}", seconds(*time))?;
        }
        let total = self.lines.iter().map(|line| line.time).sum();
        writeln!(out, "{:<10} {:>8}", "all", seconds(total))
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ci_insists_on_everything() {
        let skipped = || Some(Skipped("no browser".to_owned()));
        assert!(judge(skipped(), false).is_ok());
        assert!(judge(skipped(), true).is_err());
        assert!(judge(None, true).is_ok());
    }

    #[test]
    fn the_summary_is_aligned() {
        let line = |step, outcome: &str, millis| Line {
            step,
            outcome: outcome.to_owned(),
            time: Duration::from_millis(millis),
        };
        let report =
            Report { lines: vec![line("format", "ok", 900), line("lint-wasm", "FAILED", 61_200)] };
        let summary = "\
format        0.9 s  ok
lint-wasm    61.2 s  FAILED
all          62.1 s
";
        assert_eq!(report.to_string(), summary);
    }
}
