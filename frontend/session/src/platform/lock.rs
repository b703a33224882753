//! The lock around everything that replaces tokens: refresh, sign-in, sign-up and sign-out.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use futures_util::lock::{Mutex, OwnedMutexGuard};

/// Its owner holds the lock until this is dropped.
pub struct LockGuard {
    _held: Box<dyn std::any::Any>,
}

impl LockGuard {
    /// A guard that gives the lock back by dropping `held`.
    #[must_use]
    pub fn new(held: impl std::any::Any) -> Self {
        Self { _held: Box::new(held) }
    }
}

/// One holder at a time. In the browser this is [`super::WebLock`].
pub trait SessionLock {
    /// Waits for the lock; `None` when there is none to be had. Dropping the future is the end of
    /// the waiting: the client does so after a few seconds and goes on without the lock.
    fn acquire(&self) -> LocalBoxFuture<'static, Option<LockGuard>>;
}

/// A lock among the callers of one tab: for tests, and for browsers without Web Locks. There, two
/// tabs may refresh at once; the server's grace window forgives that.
#[derive(Debug, Clone, Default)]
pub struct LocalLock {
    // `Arc` because that is what an owned guard wants; nothing here leaves its thread.
    mutex: Arc<Mutex<()>>,
}

impl SessionLock for LocalLock {
    fn acquire(&self) -> LocalBoxFuture<'static, Option<LockGuard>> {
        let lock = self.mutex.clone().lock_owned();
        lock.map(|guard: OwnedMutexGuard<()>| Some(LockGuard::new(guard))).boxed_local()
    }
}
