//! What suites count.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number that only goes up, until it is zeroed.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn as_text(&self) -> String {
        self.0.load(Ordering::SeqCst).to_string()
    }

    fn zero(&self) {
        self.0.store(0, Ordering::SeqCst);
    }
}

/// Of this copy, whatever app it serves.
#[derive(Default)]
pub(crate) struct Counters {
    /// Calls of the refresh route.
    pub(crate) refresh_attempted: Counter,
    /// Those that were answered with new tokens.
    pub(crate) refresh_called: Counter,
    /// Verified calls of `/`.
    pub(crate) get_session_called: Counter,
}

impl Counters {
    pub(crate) fn zero(&self) {
        self.refresh_attempted.zero();
        self.refresh_called.zero();
        self.get_session_called.zero();
    }
}
