//! Time: the one module that asks the machine for it.

#![expect(clippy::disallowed_methods, reason = "a task runs on the machine's own clock")]

use std::thread;
use std::time::{Duration, Instant};

/// The pause between two checks of something that cannot be waited for.
pub(crate) const POLL: Duration = Duration::from_millis(50);

/// This moment.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Does nothing for a while.
pub(crate) fn pause(duration: Duration) {
    thread::sleep(duration);
}

/// Checks again and again until `done` returns true (true) or `limit` has passed (false).
pub(crate) fn wait_until(limit: Duration, mut done: impl FnMut() -> bool) -> bool {
    let start = now();
    while !done() {
        if start.elapsed() >= limit {
            return false;
        }
        pause(POLL);
    }
    true
}
