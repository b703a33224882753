//! A running program together with everything it starts.
//!
//! cargo starts rustc and trunk starts cargo: each child leads a process group of its own, so that
//! ending it ends them too, and so that Ctrl-C reaches them through this program and in its order.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::clock;
use crate::interrupt::Interrupt;
use crate::leash::Leash;
use crate::program;

/// How long a program may take to end when asked to, before it is killed.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// A running program and its descendants. They are ended when this is dropped.
pub(crate) struct Process {
    child: Child,
    _leash: Leash,
}

impl Process {
    /// Starts a program.
    pub(crate) fn spawn(command: &mut Command) -> Result<Self> {
        // In a process group of its own a program may not read the terminal.
        command.stdin(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command
            .spawn()
            .with_context(|| format!("could not start `{}`", program::describe(command)))?;
        let leash = Leash::hold(child.id());
        Ok(Self { child, _leash: leash })
    }

    /// The pipes, for a program that was started with piped output.
    pub(crate) fn child_mut(&mut self) -> &mut Child {
        &mut self.child
    }

    /// How the program ended, or `None` while it runs.
    pub(crate) fn exited(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().context("could not ask for a program's state")
    }

    /// Waits for the program to end by itself.
    pub(crate) fn wait(&mut self, interrupt: &Interrupt) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.exited()? {
                return Ok(status);
            }
            if interrupt.is_set() {
                self.stop();
                bail!("interrupted");
            }
            clock::pause(clock::POLL);
        }
    }

    /// Ends the program and its descendants: asks first, and kills what is left.
    pub(crate) fn stop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        self.signal(Signal::Terminate);
        let ended = clock::wait_until(STOP_TIMEOUT, || !matches!(self.child.try_wait(), Ok(None)));
        // Even if the program has ended: a descendant may have outlived it.
        self.signal(Signal::Kill);
        if !ended {
            // Reaps the child. It was killed, so there is nothing left to report.
            self.child.wait().ok();
        }
    }

    #[cfg(unix)]
    fn signal(&self, signal: Signal) {
        use nix::sys::signal::{Signal as Unix, killpg};
        use nix::unistd::Pid;

        let Ok(pid) = i32::try_from(self.child.id()) else {
            return;
        };
        let signal = match signal {
            Signal::Terminate => Unix::SIGTERM,
            Signal::Kill => Unix::SIGKILL,
        };
        // The only failure is a group that is gone already.
        killpg(Pid::from_raw(pid), signal).ok();
    }

    #[cfg(not(unix))]
    fn signal(&mut self, _: Signal) {
        self.child.kill().ok();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

#[derive(Clone, Copy)]
enum Signal {
    Terminate,
    Kill,
}
