//! Ends a program and its descendants when this program ends without doing so itself: killed, or
//! with the machine's memory used up. Where there is no `sh`, such an end leaves them running.

use std::process::{Child, ChildStdin, Command, Stdio};

/// Waits for the end of its input, which comes when this program is gone, and ends the group.
const WATCH: &str =
    "read -r _; kill -TERM -\"$1\" 2>/dev/null; sleep 5; kill -KILL -\"$1\" 2>/dev/null";

/// Holds a process group. It lets go when it is dropped.
pub(crate) struct Leash {
    watcher: Option<Child>,
    /// Only this program holds it: the system closes it when this program is gone.
    _input: Option<ChildStdin>,
}

impl Leash {
    /// Holds the group that the process `leader` leads.
    pub(crate) fn hold(leader: u32) -> Self {
        let mut watcher = watch(leader);
        let input = watcher.as_mut().and_then(|watcher| watcher.stdin.take());
        Self { watcher, _input: input }
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        if let Some(watcher) = &mut self.watcher {
            // Killed before its input ends, it does nothing.
            watcher.kill().ok();
            watcher.wait().ok();
        }
    }
}

#[cfg(unix)]
fn watch(leader: u32) -> Option<Child> {
    use std::os::unix::process::CommandExt;

    Command::new("sh")
        .args(["-c", WATCH, "leash", &leader.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // What interrupts this program must not end the watcher.
        .process_group(0)
        .spawn()
        .ok()
}

#[cfg(not(unix))]
fn watch(_: u32) -> Option<Child> {
    None
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::process::CommandExt;
    use std::time::Duration;

    use super::*;
    use crate::clock;

    const LIMIT: Duration = Duration::from_secs(10);

    fn sleeper() -> Child {
        Command::new("sleep").arg("60").process_group(0).spawn().expect("sleep")
    }

    #[test]
    fn a_program_ends_with_the_one_that_holds_it() {
        let mut program = sleeper();
        let mut leash = Leash::hold(program.id());
        // What the system does when this program is killed.
        drop(leash._input.take());
        assert!(clock::wait_until(LIMIT, || matches!(program.try_wait(), Ok(Some(_)))));
    }

    #[test]
    fn a_program_that_is_let_go_runs_on() {
        let mut program = sleeper();
        drop(Leash::hold(program.id()));
        clock::pause(Duration::from_millis(100));
        assert!(matches!(program.try_wait(), Ok(None)));
        program.kill().expect("it runs");
        program.wait().expect("it was killed");
    }
}
