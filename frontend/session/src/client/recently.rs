//! What was done a short while ago need not be done again.

use std::cell::Cell;
use std::time::Duration;

use shared::Timestamp;

/// When something was done last, by the client's clock.
#[derive(Default)]
pub(crate) struct Recently(Cell<Option<Timestamp>>);

impl Recently {
    /// It was done at `now`.
    pub(crate) fn mark(&self, now: Timestamp) {
        self.0.set(Some(now));
    }

    /// As if it had never been done.
    pub(crate) fn forget(&self) {
        self.0.set(None);
    }

    /// Was it done within `time` before `now`? Not if the clock was set back since.
    pub(crate) fn is_within(&self, time: Duration, now: Timestamp) -> bool {
        self.0.get().is_some_and(|at| at <= now && now.since(at) < time)
    }
}
