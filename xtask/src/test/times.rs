//! How long each step took last time on this machine: kept in the target folder, shown at the start.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::workspace::Workspace;

/// Seconds by the step's name.
pub(super) struct Times {
    file: PathBuf,
    seconds: BTreeMap<String, f64>,
}

impl Times {
    /// Reads them. What cannot be read counts as never measured.
    pub(super) fn read(workspace: &Workspace) -> Self {
        let file = workspace.kept("times.json");
        let text = fs::read_to_string(&file).unwrap_or_default();
        Self { file, seconds: serde_json::from_str(&text).unwrap_or_default() }
    }

    /// Remembers the time of a step that ran to its end.
    pub(super) fn record(&mut self, step: &str, time: Duration) {
        self.seconds.insert(step.to_owned(), time.as_secs_f64());
        let text = serde_json::to_string_pretty(&self.seconds).unwrap_or_default();
        let folder = self.file.parent().map(fs::create_dir_all);
        // They are a service to the reader: without them the tests run as well.
        if folder.is_some_and(|made| made.is_ok()) {
            fs::write(&self.file, text).ok();
        }
    }

    /// What the steps took last time: one line for all of them.
    pub(super) fn describe(&self, steps: &[String]) -> String {
        let known: Vec<_> =
            steps.iter().filter_map(|step| Some((step, *self.seconds.get(step)?))).collect();
        if known.is_empty() {
            return "These steps have not run to their end here before; the first run builds \
                    everything and takes minutes."
                .to_owned();
        }
        let each: Vec<_> =
            known.iter().map(|(step, seconds)| format!("{step} {}", rounded(*seconds))).collect();
        let total = rounded(known.iter().map(|(_, seconds)| seconds).sum());
        let unknown = steps.len() - known.len();
        let rest =
            if unknown == 0 { String::new() } else { format!(", and {unknown} not measured yet") };
        format!("Last time: {}. Together {total}{rest}.", each.join(", "))
    }
}

/// `0.9 s`, `41 s`, `3 min 20 s`.
fn rounded(seconds: f64) -> String {
    let whole = Duration::from_secs_f64(seconds.max(0.0) + 0.5).as_secs();
    match whole {
        0..10 => format!("{seconds:.1} s"),
        10..120 => format!("{whole} s"),
        _ => format!("{} min {} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_each_step_and_the_sum() {
        let seconds = [("format", 0.94), ("lint", 41.2), ("test", 200.4)];
        let seconds = seconds.map(|(step, seconds)| (step.to_owned(), seconds));
        let times = Times { file: PathBuf::new(), seconds: seconds.into() };
        let names = ["format", "lint", "test", "wasm"].map(str::to_owned);
        assert_eq!(
            times.describe(&names),
            "Last time: format 0.9 s, lint 41 s, test 3 min 20 s. Together 4 min 3 s, and 1 not measured yet."
        );
        assert!(times.describe(&names[3..]).contains("have not run"));
    }
}
