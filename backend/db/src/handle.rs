//! The database handle for both engines, and the one function that writes.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use shared::Timestamp;
use sqlx::{Connection, PgConnection, SqliteConnection};

use crate::budget::{REQUEST_BUDGET, WRITE_LIMIT, spend};
use crate::pool::{Lease, Pool};
use crate::{DbError, Result};

/// How often a write is tried that the database has rolled back for another one's sake.
const WRITE_TRIES: usize = 3;
/// How long [`Db::close`] waits for connections to say goodbye.
const CLOSE_LIMIT: Duration = Duration::from_secs(3);

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    #[doc(hidden)]
    pub engine: Engine,
    /// Statements run so far. Tests turn "one query" and "no database call" into facts with it.
    queries: Arc<AtomicU64>,
}

#[derive(Debug, Clone)]
#[doc(hidden)]
pub enum Engine {
    /// Many readers and one writer: SQLite has one write lock, and waiting for a pool is fairer
    /// than polling for the lock.
    Sqlite { readers: Pool<SqliteConnection>, writer: Pool<SqliteConnection> },
    /// One pool.
    Postgres(Pool<PgConnection>),
}

/// A write transaction. It is handed out by [`Db::write`] only.
pub struct Tx {
    #[doc(hidden)]
    pub engine: EngineTx,
    queries: Arc<AtomicU64>,
}

#[doc(hidden)]
pub enum EngineTx {
    Sqlite(Lease<SqliteConnection>),
    Postgres(Lease<PgConnection>),
}

impl Db {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine, queries: Arc::default() }
    }

    /// Runs `work` in one write transaction and commits it. Every write of the application goes
    /// through here.
    ///
    /// `work` does nothing but query: a transaction that the database rolled back because another
    /// one stood in its way is run again, three times at most and within the same time.
    ///
    /// # Errors
    /// What `work` returns, or the database's fault to begin or commit: then nothing has been
    /// written. [`DbError::OutcomeUnknown`]: the commit was sent and its answer did not come, so
    /// that only a look at the rows can tell.
    pub async fn write<T>(
        &self,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T> + Clone,
    ) -> Result<T> {
        let is_committing = AtomicBool::new(false);
        // On the heap: unoptimised, the futures of the handlers around it nearly fill a stack.
        let tries = Box::pin(self.try_to_write(work, &is_committing));
        let outcome = self.limited(WRITE_LIMIT, tries).await;
        outcome.map_err(|error| error.unknown_if(is_committing.load(Ordering::Relaxed)))
    }

    async fn try_to_write<T>(
        &self,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T> + Clone,
        is_committing: &AtomicBool,
    ) -> Result<T> {
        let mut tries = 1;
        loop {
            is_committing.store(false, Ordering::Relaxed);
            match self.try_once(work.clone(), is_committing).await {
                Err(error) if error.was_rolled_back_for_another() && tries < WRITE_TRIES => {
                    tries += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn try_once<T>(
        &self,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T>,
        is_committing: &AtomicBool,
    ) -> Result<T> {
        let mut tx = self.begin().await?;
        let outcome = work(&mut tx).await?;
        is_committing.store(true, Ordering::Relaxed);
        tx.commit().await?;
        Ok(outcome)
    }

    /// How many statements this handle and its clones have run.
    #[must_use]
    pub fn query_count(&self) -> u64 {
        self.queries.load(Ordering::Relaxed)
    }

    /// Is the database there?
    ///
    /// # Errors
    /// When it is not.
    pub async fn ping(&self) -> Result<()> {
        read!(self, |db| sqlx::query("SELECT 1").execute(db).await.map(|_| ()))
    }

    /// What the database's own clock shows; `None` where it is this machine's clock.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn server_clock(&self) -> Result<Option<Timestamp>> {
        const NOW: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
        match &self.engine {
            Engine::Sqlite { .. } => Ok(None),
            Engine::Postgres(pool) => {
                let now = async |db: &mut PgConnection| sqlx::query_scalar(NOW).fetch_one(db).await;
                Ok(Some(Timestamp::from_millis(self.read_on(pool, now).await?)))
            }
        }
    }

    /// Closes all connections; SQLite folds its write-ahead log into the file. A server that does
    /// not answer is waited for 3 s at the most.
    pub async fn close(&self) {
        let closed = async {
            match &self.engine {
                Engine::Sqlite { readers, writer } => {
                    close(readers).await;
                    close(writer).await;
                }
                Engine::Postgres(pool) => close(pool).await,
            }
        };
        if tokio::time::timeout(CLOSE_LIMIT, closed).await.is_err() {
            tracing::warn!("the database did not say goodbye in time");
        }
    }

    #[doc(hidden)]
    pub fn count(&self) {
        self.queries.fetch_add(1, Ordering::Relaxed);
    }

    /// Runs one call within its limit and the request's budget. After one that shows a connection
    /// to be broken, those that were used before it are not used again.
    async fn limited<T>(
        &self,
        limit: Duration,
        call: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let outcome = spend(limit, call).await;
        if outcome.as_ref().is_err_and(DbError::says_connections_are_broken) {
            match &self.engine {
                Engine::Sqlite { readers, writer } => {
                    readers.manager().found_broken();
                    writer.manager().found_broken();
                }
                Engine::Postgres(pool) => pool.manager().found_broken(),
            }
        }
        outcome
    }

    /// Runs one read on a connection of `pool`.
    #[doc(hidden)]
    pub async fn read_on<C: Connection + 'static, T>(
        &self,
        pool: &Pool<C>,
        query: impl AsyncFnOnce(&mut C) -> std::result::Result<T, sqlx::Error>,
    ) -> Result<T> {
        self.count();
        let reading = Box::pin(async {
            let mut lease = Lease::take(pool).await?;
            let found = query(&mut lease).await?;
            lease.give_back();
            Ok(found)
        });
        self.limited(REQUEST_BUDGET, reading).await
    }

    /// A transaction that is dropped before its commit is rolled back: its connection is closed.
    async fn begin(&self) -> Result<Tx> {
        let engine = match &self.engine {
            Engine::Sqlite { writer, .. } => {
                let mut lease = Lease::take(writer).await?;
                // A deferred BEGIN that reads before it writes fails at once with BUSY_SNAPSHOT.
                sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *lease).await?;
                EngineTx::Sqlite(lease)
            }
            Engine::Postgres(pool) => {
                let mut lease = Lease::take(pool).await?;
                sqlx::raw_sql("BEGIN").execute(&mut *lease).await?;
                EngineTx::Postgres(lease)
            }
        };
        Ok(Tx { engine, queries: Arc::clone(&self.queries) })
    }
}

impl Tx {
    #[doc(hidden)]
    pub fn count(&self) {
        self.queries.fetch_add(1, Ordering::Relaxed);
    }

    async fn commit(self) -> Result<()> {
        match self.engine {
            EngineTx::Sqlite(mut lease) => {
                sqlx::raw_sql("COMMIT").execute(&mut *lease).await?;
                lease.give_back();
            }
            EngineTx::Postgres(mut lease) => {
                sqlx::raw_sql("COMMIT").execute(&mut *lease).await?;
                lease.give_back();
            }
        }
        Ok(())
    }
}

/// No connection is handed out any more; those that are idle say goodbye.
async fn close<C: Connection + 'static>(pool: &Pool<C>) {
    let idle = pool.retain(|_, _| false).removed;
    pool.close();
    for connection in idle {
        if let Err(error) = connection.close().await {
            tracing::debug!(%error, "a connection did not close well");
        }
    }
}
