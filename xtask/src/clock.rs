//! Time: the one module that asks the machine for it.

#![expect(clippy::disallowed_methods, reason = "a chore runs on the machine's own clock")]

use std::thread;
use std::time::{Duration, Instant};

/// How often something that cannot be waited for is looked at.
pub(crate) const POLL: Duration = Duration::from_millis(50);

pub(crate) fn now() -> Instant {
    Instant::now()
}

pub(crate) fn pause(duration: Duration) {
    thread::sleep(duration);
}

/// Asks again and again until `done` says yes (true) or `limit` has passed (false).
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
