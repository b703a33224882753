//! What ran, how long it took, and what was left out.

use std::fmt;
use std::time::Duration;

use anyhow::{Context, Result};

use super::outcome::{Skipped, decide, is_ci};
use super::step::Step;
use super::times::Times;
use crate::clock;
use crate::workspace::Workspace;

/// The run so far.
pub(super) struct Report {
    lines: Vec<Line>,
    times: Times,
}

struct Line {
    step: String,
    outcome: String,
    time: Duration,
}

impl Report {
    /// Begins a run of these steps: says how long they took last time.
    pub(super) fn begin(workspace: &Workspace, steps: &[Step]) -> Self {
        let times = Times::read(workspace);
        let names: Vec<_> = steps.iter().map(|step| step.name()).collect();
        println!("{}", times.describe(&names));
        Self { lines: Vec::new(), times }
    }

    /// Runs one step under its headline.
    pub(super) fn run(&mut self, workspace: &Workspace, step: Step) -> Result<()> {
        let name = step.name();
        println!("\n== {name}");
        let start = clock::now();
        let result = decide(step.run(workspace), is_ci());
        let time = start.elapsed();
        let outcome = match &result {
            Ok(None) => {
                self.times.record(&name, time);
                "ok".to_owned()
            }
            Ok(Some(Skipped(what))) => format!("not all: {what}"),
            Err(_) => "FAILED".to_owned(),
        };
        println!("== {name}: {outcome} ({})", seconds(time));
        self.lines.push(Line { step: name.clone(), outcome, time });
        result.with_context(|| format!("step `{name}` failed")).map(|_| ())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_table(out, &self.lines)
    }
}

fn write_table(out: &mut impl fmt::Write, lines: &[Line]) -> fmt::Result {
    for Line { step, outcome, time } in lines {
        writeln!(out, "{step:<11} {:>8}  {outcome}", seconds(*time))?;
    }
    let total = lines.iter().map(|line| line.time).sum();
    writeln!(out, "{:<11} {:>8}", "all", seconds(total))
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_is_aligned() {
        let line = |step: &str, outcome: &str, millis| Line {
            step: step.to_owned(),
            outcome: outcome.to_owned(),
            time: Duration::from_millis(millis),
        };
        let mut summary = String::new();
        let lines = [line("format", "ok", 900), line("lint-wasm", "FAILED", 61_200)];
        write_table(&mut summary, &lines).expect("memory is writable");
        let expected = "\
format         0.9 s  ok
lint-wasm     61.2 s  FAILED
all           62.1 s
";
        assert_eq!(summary, expected);
    }
}
