//! The session lock, for as long as it is worth waiting for.

use std::rc::Rc;

use futures_util::future::{Either, select};

use crate::platform::{LockGuard, Runtime, SessionLock};

/// How long to wait for the lock, in milliseconds. A tab may be frozen while it holds it; then the
/// server's own rules (a token can be used once, and a lost response is forgiven for a short time)
/// are protection enough.
const LOCK_TIMEOUT_MS: u32 = 4_000;

/// The lock around everything that replaces tokens.
pub(super) struct TimedLock {
    pub(super) lock: Rc<dyn SessionLock>,
    pub(super) runtime: Rc<dyn Runtime>,
}

impl TimedLock {
    /// Waits for the lock, but not for long. `None` means: go on without it.
    pub(super) async fn acquire(&self) -> Option<LockGuard> {
        match select(self.lock.acquire(), self.runtime.sleep(LOCK_TIMEOUT_MS)).await {
            Either::Left((guard, _)) => guard,
            Either::Right(_) => None,
        }
    }
}
