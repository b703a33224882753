//! Connections that are kept, checked and given up. One rule: after an error, or when its call was
//! dropped half-way, a connection is closed and never used again.
//!
//! Not sqlx's own pool, because that one talks to the server when a connection comes back, without
//! a limit: ten calls to a server that has vanished would hold its places until TCP gives up. And
//! a SQLite connection that SQLite itself has rolled back, on a full disk say, stays in a
//! transaction for sqlx, and every later one fails.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use deadpool::managed::{self, Metrics, Object, QueueMode, RecycleError, RecycleResult};
use sqlx::Connection;

use crate::{DbError, Result};

/// A connection that was not used for so long is asked whether it is still there.
const CHECK_AFTER: Duration = Duration::from_secs(1);
/// How long that answer may take.
const CHECK_LIMIT: Duration = Duration::from_millis(500);

/// Opens connections, and decides whether one that was kept can be used.
#[derive(Debug)]
pub struct Connector<C: Connection> {
    options: C::Options,
    /// When a connection was last found broken: those that were used last before are as old, and
    /// most likely as broken. Each of them would cost a caller the time to find out.
    broken_at: Mutex<Option<Instant>>,
}

pub(crate) type Pool<C> = managed::Pool<Connector<C>>;

/// Connections that are opened when they are needed, `size` at the most. The one that was used
/// last is used first.
///
/// # Errors
/// The library's, for options that this does not use.
pub(crate) fn open<C: Connection + 'static>(
    options: C::Options,
    size: usize,
) -> std::result::Result<Pool<C>, sqlx::Error> {
    let connector = Connector { options, broken_at: Mutex::default() };
    let pool = Pool::builder(connector).max_size(size).queue_mode(QueueMode::Lifo);
    pool.build().map_err(|error| sqlx::Error::Configuration(error.into()))
}

impl<C: Connection + 'static> managed::Manager for Connector<C> {
    type Type = C;
    type Error = sqlx::Error;

    async fn create(&self) -> std::result::Result<C, sqlx::Error> {
        C::connect_with(&self.options).await
    }

    async fn recycle(&self, connection: &mut C, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        let used_at = metrics.recycled.unwrap_or(metrics.created);
        if self.broken_at().is_some_and(|broken_at| used_at <= broken_at) {
            return Err(RecycleError::message("as old as one that was broken"));
        }
        if used_at.elapsed() < CHECK_AFTER {
            return Ok(());
        }
        let answer = tokio::time::timeout(CHECK_LIMIT, connection.ping()).await;
        if !matches!(answer, Ok(Ok(()))) {
            self.found_broken();
            return Err(RecycleError::message("it did not answer"));
        }
        Ok(())
    }
}

impl<C: Connection> Connector<C> {
    fn broken_at(&self) -> Option<Instant> {
        *self.broken_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connections that were used before this moment are not used again.
    #[expect(clippy::disallowed_methods, reason = "the pool dates its connections by this clock")]
    pub(crate) fn found_broken(&self) {
        let mut broken_at = self.broken_at.lock().unwrap_or_else(PoisonError::into_inner);
        *broken_at = Some(Instant::now());
    }
}

/// A connection in use. Dropped, it is closed; [`Lease::give_back`] keeps it.
pub struct Lease<C: Connection + 'static>(Option<Object<Connector<C>>>);

impl<C: Connection + 'static> Lease<C> {
    /// Takes a connection, or opens one. Of those who wait, the first comes first.
    ///
    /// # Errors
    /// The database's faults, and that the pool is closed.
    pub(crate) async fn take(pool: &Pool<C>) -> Result<Self> {
        let taken = pool.get().await.map_err(|error| match error {
            managed::PoolError::Backend(error) => DbError::Database(error),
            managed::PoolError::Closed => DbError::Closed,
            // None of the other kinds is asked for: the caller has a deadline over all of this.
            other => DbError::Database(sqlx::Error::Protocol(other.to_string())),
        })?;
        Ok(Self(Some(taken)))
    }

    /// Keeps the connection for the next caller.
    pub(crate) fn give_back(mut self) {
        drop(self.0.take());
    }
}

impl<C: Connection + 'static> Drop for Lease<C> {
    fn drop(&mut self) {
        // Out of the pool, and closed by being dropped: nothing is said to the server, which may
        // not be there.
        drop(self.0.take().map(Object::take));
    }
}

impl<C: Connection + 'static> Deref for Lease<C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.0.as_ref().unwrap_or_else(|| unreachable!("only what ends a lease empties it"))
    }
}

impl<C: Connection + 'static> DerefMut for Lease<C> {
    fn deref_mut(&mut self) -> &mut C {
        self.0.as_mut().unwrap_or_else(|| unreachable!("only what ends a lease empties it"))
    }
}
