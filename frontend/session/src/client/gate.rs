//! Keeps calls and refreshes of this tab back while it replaces its session, so that none leaves
//! with the old session's cookies and comes back after the new one's.

use std::cell::Cell;

use crate::signal::Signal;

/// Open most of the time.
#[derive(Default)]
pub(super) struct Gate {
    closed: Cell<bool>,
    opened: Signal,
}

impl Gate {
    pub(super) fn is_open(&self) -> bool {
        !self.closed.get()
    }

    /// Waits until it is open.
    pub(super) async fn opened(&self) {
        while !self.is_open() {
            self.opened.notified().await;
        }
    }

    /// Closes it until the returned value is dropped.
    pub(super) fn close(&self) -> Closed<'_> {
        self.closed.set(true);
        Closed(self)
    }
}

/// The gate is closed while this exists.
pub(super) struct Closed<'a>(&'a Gate);

impl Drop for Closed<'_> {
    fn drop(&mut self) {
        self.0.closed.set(false);
        self.0.opened.notify();
    }
}
