//! Ends a program under test when the test program ends, even if it was killed: destructors do not
//! run then, and the program would keep its port.

use std::process::Stdio;

use tokio::process::{Child, ChildStdin, Command};

/// Waits for the end of its input, which comes when the test program is gone, and ends the program
/// with all that it started: ChromeDriver leaves its browser behind.
const WATCH: &str =
    "read -r _; kill -TERM -\"$1\" 2>/dev/null; sleep 2; kill -KILL -\"$1\" 2>/dev/null";

/// Holds a program. It must be dropped before the program.
pub(crate) struct Leash {
    /// None where there is no `sh`.
    _watcher: Option<Child>,
    /// Only this program holds it: the system closes it when this program is gone.
    _input: Option<ChildStdin>,
}

impl Leash {
    /// Starts a program and holds it.
    pub(crate) fn spawn(command: &mut Command) -> std::io::Result<(Self, Child)> {
        #[cfg(unix)]
        command.process_group(0);
        let program = command.kill_on_drop(true).spawn()?;
        let mut watcher = program.id().and_then(watch);
        let input = watcher.as_mut().and_then(|watcher| watcher.stdin.take());
        Ok((Self { _watcher: watcher, _input: input }, program))
    }
}

fn watch(process: u32) -> Option<Child> {
    let mut watcher = Command::new("sh");
    watcher.args(["-c", WATCH, "leash", &process.to_string()]);
    // What interrupts the tests must not end the watcher, hence a process group of its own.
    #[cfg(unix)]
    watcher.process_group(0);
    watcher
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .ok()
}
