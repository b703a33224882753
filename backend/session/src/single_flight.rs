//! Identical work under way in this process, done once: a thousand refreshes of one token cost
//! one write.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};

/// Work that any number of callers wait for. `None`: it panicked.
type Outcome<T> = Shared<BoxFuture<'static, Option<T>>>;

type Running<K, T> = HashMap<K, Outcome<T>>;

/// Work by its key.
pub(crate) struct SingleFlight<K, T: Clone>(Arc<Mutex<Running<K, T>>>);

/// A place among those who wait for a piece of work.
pub(crate) struct Joined<T: Clone> {
    /// Another caller had begun it.
    pub(crate) is_shared: bool,
    /// What comes of it.
    pub(crate) outcome: Outcome<T>,
}

impl<K, T: Clone> Default for SingleFlight<K, T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K, T> SingleFlight<K, T>
where
    K: Eq + Hash + Clone + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    /// Joins the work under `key` if it is under way, else begins it. Once begun it goes on, even
    /// if all who wait for it leave: a step of the rotation must not stop half-way because a
    /// browser closed its connection.
    pub(crate) fn run<F>(&self, key: K, work: impl FnOnce() -> F) -> Joined<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut running = lock(&self.0);
        if let Some(same) = running.get(&key) {
            return Joined { is_shared: true, outcome: same.clone() };
        }
        let outcome = self.begin(key.clone(), work());
        running.insert(key, outcome.clone());
        Joined { is_shared: false, outcome }
    }

    fn begin(&self, key: K, work: impl Future<Output = T> + Send + 'static) -> Outcome<T> {
        let running = Arc::clone(&self.0);
        let task = tokio::spawn(async move {
            let _done = Done { running, key };
            work.await
        });
        task.map(Result::ok).boxed().shared()
    }
}

/// Takes the work off the list when it ends, however it ends.
struct Done<K: Eq + Hash, T: Clone> {
    running: Arc<Mutex<Running<K, T>>>,
    key: K,
}

impl<K: Eq + Hash, T: Clone> Drop for Done<K, T> {
    fn drop(&mut self) {
        lock(&self.running).remove(&self.key);
    }
}

fn lock<K, T: Clone>(running: &Mutex<Running<K, T>>) -> MutexGuard<'_, Running<K, T>> {
    // Nothing between lock and unlock can leave the map half-changed.
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test]
    async fn the_same_work_is_done_once_and_then_again() {
        let in_flight = SingleFlight::<&str, u32>::default();
        let times = Arc::new(AtomicU32::new(0));
        let (open, gate) = tokio::sync::watch::channel(false);
        let work = || {
            let (times, mut gate) = (Arc::clone(&times), gate.clone());
            async move {
                gate.wait_for(|open| *open).await.expect("opened");
                times.fetch_add(1, Ordering::SeqCst) + 1
            }
        };
        let all: Vec<_> = (0..100).map(|_| in_flight.run("one", work)).collect();
        assert_eq!(all.iter().filter(|joined| !joined.is_shared).count(), 1);
        let all = all.into_iter().map(|joined| joined.outcome);
        let (answers, ()) = tokio::join!(futures_util::future::join_all(all), async {
            open.send(true).expect("a caller waits");
        });
        assert!(answers.iter().all(|answer| *answer == Some(1)));
        assert_eq!(in_flight.run("one", work).outcome.await, Some(2));
        assert!(lock(&in_flight.0).is_empty());
    }

    #[tokio::test]
    async fn work_that_panics_is_no_work_under_way() {
        let in_flight = SingleFlight::<&str, u32>::default();
        let panics = || async { std::panic::panic_any("on purpose") };
        assert_eq!(in_flight.run("one", panics).outcome.await, None);
        assert_eq!(in_flight.run("one", || async { 7 }).outcome.await, Some(7));
    }
}
