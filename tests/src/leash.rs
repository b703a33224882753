//! Ends a program under test when the test program ends, even if it was killed: destructors do not
//! run then, and the program would keep its port.

use std::process::Stdio;

use anyhow::{Context, Result};
use tokio::process::{Child, ChildStdin, Command};

/// Waits for the end of its input, which comes when the test program is gone, and ends the program.
const WATCH: &str = "read -r _; kill -TERM \"$1\" 2>/dev/null; sleep 2; kill -KILL \"$1\" 2>/dev/null";

/// Holds a program. Dropped before the program, it lets go of it.
pub(crate) struct Leash {
    _watcher: Child,
    /// Only this program holds it: the system closes it with the program.
    _input: Option<ChildStdin>,
}

impl Leash {
    /// Holds a running program.
    pub(crate) fn hold(program: &Child) -> Result<Self> {
        let id = program.id().context("the program has ended already")?;
        let mut watcher = Command::new("sh");
        watcher.args(["-c", WATCH, "leash", &id.to_string()]);
        // What interrupts the tests must not end the watcher, hence a process group of its own.
        #[cfg(unix)]
        watcher.process_group(0);
        let mut watcher = watcher
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("could not start sh, which watches over a program under test")?;
        let input = watcher.stdin.take();
        Ok(Self { _watcher: watcher, _input: input })
    }
}
