//! When a backend that has ended by itself is started again.

use std::io::{IsTerminal, stdin};
use std::process::ExitStatus;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::clock;

/// The backend's own exit codes: it refused a setting (1) or a flag (2). Starting it again as it is
/// would end in the same way.
const REFUSALS: [i32; 2] = [1, 2];
/// The first wait; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// A backend that ran this long was well: the waits begin anew.
const STABLE: Duration = Duration::from_secs(60);

/// The waits between restarts.
#[derive(Default)]
pub(super) struct Backoff {
    restarts: u32,
}

impl Backoff {
    /// How long to wait before the restart of a backend that ran for `ran` and ended so; `None` if
    /// it refused to start.
    pub(super) fn next(&mut self, status: ExitStatus, ran: Duration) -> Option<Duration> {
        if status.code().is_some_and(|code| REFUSALS.contains(&code)) {
            return None;
        }
        if ran >= STABLE {
            self.restarts = 0;
        }
        let factor = 2_u32.saturating_pow(self.restarts);
        self.restarts += 1;
        Some(FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT))
    }
}

/// The restart that comes next: at its time, or as soon as the user presses Enter.
pub(super) struct Restart {
    at: Option<Instant>,
    enter: Receiver<()>,
}

impl Restart {
    /// In `wait`, or only on Enter.
    pub(super) fn after(wait: Option<Duration>) -> Self {
        let at = wait.and_then(|wait| clock::now().checked_add(wait));
        let (pressed, enter) = channel();
        if owns_terminal() {
            thread::spawn(move || {
                let read = stdin().read_line(&mut String::new());
                // 0 bytes: the input has ended. A restart that has happened by then hears nothing.
                if read.is_ok_and(|bytes| bytes > 0) {
                    pressed.send(()).ok();
                }
            });
        }
        Self { at, enter }
    }

    /// Whether it is time.
    pub(super) fn is_due(&self) -> bool {
        self.at.is_some_and(|at| clock::now() >= at) || self.enter.try_recv().is_ok()
    }
}

/// Whether this program may read the terminal: one in the background would be stopped by the system.
fn owns_terminal() -> bool {
    #[cfg(unix)]
    let is_in_front = {
        use nix::unistd::{getpgrp, tcgetpgrp};
        tcgetpgrp(stdin()).is_ok_and(|group| group == getpgrp())
    };
    #[cfg(not(unix))]
    let is_in_front = true;
    stdin().is_terminal() && is_in_front
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    const KILLED: i32 = 9;
    const REFUSED: i32 = 1 << 8;
    const SHORT: Duration = Duration::from_secs(1);

    #[test]
    fn a_killed_backend_comes_back_ever_later_until_it_is_stable() {
        let mut backoff = Backoff::default();
        let mut seconds = |ran| {
            let wait = backoff.next(ExitStatus::from_raw(KILLED), ran);
            wait.map(|wait| wait.as_secs())
        };
        for expected in [1, 2, 4, 8, 16, 30, 30] {
            assert_eq!(seconds(SHORT), Some(expected));
        }
        assert_eq!(seconds(STABLE), Some(1));
    }

    #[test]
    fn a_backend_that_refuses_its_settings_waits_for_the_user() {
        let refused = ExitStatus::from_raw(REFUSED);
        assert_eq!(Backoff::default().next(refused, SHORT), None);
    }

    #[test]
    fn a_restart_is_due_at_its_time() {
        assert!(Restart::after(Some(Duration::ZERO)).is_due());
        assert!(!Restart::after(Some(SHORT * 60)).is_due());
        assert!(!Restart::after(None).is_due());
    }
}
