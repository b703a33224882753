//! Ends a program under test when the test program ends, even if it was killed: destructors do not
//! run then, and the program would keep its port.

use std::io;
use std::process::{Child, ChildStdin, Command, Stdio};

/// Waits for the end of its input, which comes when the test program is gone, and ends the program
/// with all that it started: ChromeDriver leaves its browser behind.
const WATCH: &str =
    "read -r _; kill -TERM -\"$1\" 2>/dev/null; sleep 2; kill -KILL -\"$1\" 2>/dev/null";

/// Holds a program for as long as the test program lives. Dropped, it lets go: the program runs on.
pub struct Leash {
    /// None where there is no `sh`.
    watcher: Option<Child>,
    /// Only this program holds it: the system closes it when this program is gone.
    _input: Option<ChildStdin>,
}

impl Leash {
    /// Starts a program, as the leader of a process group of its own, and holds it.
    ///
    /// # Errors
    /// When the program does not start.
    pub fn spawn(command: &mut Command) -> io::Result<(Self, Child)> {
        lead_a_group(command);
        let program = command.spawn()?;
        Ok((Self::hold(program.id()), program))
    }

    /// The same for a program that is awaited. It is killed when it is dropped.
    pub(crate) fn spawn_async(
        command: &mut tokio::process::Command,
    ) -> io::Result<(Self, tokio::process::Child)> {
        lead_a_group(command.as_std_mut());
        let program = command.kill_on_drop(true).spawn()?;
        let leader = program.id().ok_or_else(|| io::Error::other("it has ended already"))?;
        Ok((Self::hold(leader), program))
    }

    fn hold(leader: u32) -> Self {
        let mut watch = Command::new("sh");
        watch.args(["-c", WATCH, "leash", &leader.to_string()]);
        // What interrupts the tests must not end the watcher.
        lead_a_group(&mut watch);
        watch.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut watcher = watch.spawn().ok();
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

fn lead_a_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn sleeper() -> (Leash, Child) {
        Leash::spawn(Command::new("sleep").arg("60")).expect("sleep")
    }

    #[test]
    fn a_program_ends_with_the_one_that_holds_it() {
        let (mut leash, mut program) = sleeper();
        // What the system does when the test program is killed.
        drop(leash._input.take());
        let ended = program.wait().expect("it was started");
        assert_eq!(ended.code(), None, "a signal ended it, and not its 60 seconds");
    }

    #[test]
    fn a_program_that_is_let_go_runs_on() {
        let (leash, mut program) = sleeper();
        drop(leash);
        assert!(matches!(program.try_wait(), Ok(None)));
        program.kill().expect("it runs");
        program.wait().expect("it was killed");
    }
}
