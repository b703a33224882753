//! When a backend that has ended by itself is started again.

use std::process::ExitStatus;
use std::time::{Duration, Instant};

use super::enter::Enter;
use crate::clock;

/// The backend's own exit codes: it refused a setting (1) or a flag (2). Starting it again as it is
/// would end in the same way.
const REFUSALS: [i32; 2] = [1, 2];
/// The first wait; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// A backend that ran this long was well: the waits begin anew.
const STABLE: Duration = Duration::from_secs(60);

/// Decides about restarts, and waits for the next one.
#[derive(Default)]
pub(super) struct Restart {
    enter: Enter,
    /// How many there were since the backend was last well.
    count: u32,
    next: Option<Next>,
}

/// The restart that comes next.
enum Next {
    At(Instant),
    /// When the user presses Enter. [`Next::At`] does not wait longer than that, either.
    OnEnter,
}

impl Restart {
    /// Plans the restart of a backend that ran for `ran` and ended so; returns how long it waits,
    /// or `None` if only Enter or a change brings it back.
    pub(super) fn plan(&mut self, status: ExitStatus, ran: Duration) -> Option<Duration> {
        let wait = self.wait(status, ran);
        self.next = Some(wait.map_or(Next::OnEnter, |wait| Next::At(clock::now() + wait)));
        self.enter.listen();
        wait
    }

    /// No restart is needed: the backend runs.
    pub(super) fn cancel(&mut self) {
        self.next = None;
    }

    /// Whether it is time.
    pub(super) fn is_due(&mut self) -> bool {
        match self.next {
            None => false,
            Some(Next::At(at)) => clock::now() >= at || self.enter.was_pressed(),
            Some(Next::OnEnter) => self.enter.was_pressed(),
        }
    }

    fn wait(&mut self, status: ExitStatus, ran: Duration) -> Option<Duration> {
        if status.code().is_some_and(|code| REFUSALS.contains(&code)) {
            return None;
        }
        if ran >= STABLE {
            self.count = 0;
        }
        let factor = 2_u32.saturating_pow(self.count);
        self.count += 1;
        Some(FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT))
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    const KILLED: i32 = 9;
    const REFUSED: i32 = 1 << 8;
    const SHORT: Duration = Duration::from_secs(1);

    #[test]
    fn a_killed_backend_comes_back_ever_later_until_it_is_stable() {
        let mut restart = Restart::default();
        let mut seconds = |ran| {
            let wait = restart.wait(ExitStatus::from_raw(KILLED), ran);
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
        assert_eq!(Restart::default().wait(refused, SHORT), None);
    }

    #[test]
    fn a_restart_is_due_at_its_time() {
        let at = |at| Restart { next: Some(Next::At(at)), ..Restart::default() };
        assert!(at(clock::now()).is_due());
        assert!(!at(clock::now() + SHORT * 60).is_due());
        assert!(!Restart::default().is_due());
    }
}
