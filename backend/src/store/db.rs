//! The database handle for both engines, and the one function that writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::BoxFuture;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use super::Result;

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    pub(super) engine: Engine,
    /// Statements run so far. Tests turn "one query" and "no database call" into facts with it.
    queries: Arc<AtomicU64>,
}

#[derive(Debug, Clone)]
pub(super) enum Engine {
    /// Many readers and one writer: SQLite has one write lock, and waiting for a pool is fairer
    /// than polling for the lock.
    Sqlite { readers: SqlitePool, writer: SqlitePool },
    /// One pool.
    Postgres(PgPool),
}

/// A write transaction. It is handed out by [`Db::write`] only.
#[derive(Debug)]
pub struct Tx {
    pub(super) engine: EngineTx,
    queries: Arc<AtomicU64>,
}

#[derive(Debug)]
pub(super) enum EngineTx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    pub(super) fn new(engine: Engine) -> Self {
        Self { engine, queries: Arc::default() }
    }

    /// Runs `work` in one write transaction and commits it. Every write of the application goes
    /// through here.
    ///
    /// `work` owns what it needs, so that a writer that commits many callers' work at once can
    /// take this function's place without a change elsewhere.
    ///
    /// # Errors
    /// What `work` returns, or the database's fault to begin or commit. On any error nothing has
    /// been written.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'tx> FnOnce(&'tx mut Tx) -> BoxFuture<'tx, Result<T>> + Send + 'static,
    {
        let mut tx = self.begin().await?;
        let outcome = work(&mut tx).await?;
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

    /// Closes all connections; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }

    pub(super) fn count(&self) {
        self.queries.fetch_add(1, Ordering::Relaxed);
    }

    async fn begin(&self) -> Result<Tx> {
        let engine = match &self.engine {
            // A deferred BEGIN that reads before it writes fails at once with BUSY_SNAPSHOT.
            Engine::Sqlite { writer, .. } => {
                EngineTx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Engine::Postgres(pool) => EngineTx::Postgres(pool.begin().await?),
        };
        Ok(Tx { engine, queries: Arc::clone(&self.queries) })
    }
}

impl Tx {
    pub(super) fn count(&self) {
        self.queries.fetch_add(1, Ordering::Relaxed);
    }

    async fn commit(self) -> Result<()> {
        match self.engine {
            EngineTx::Sqlite(tx) => tx.commit().await?,
            EngineTx::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// Runs one query expression on a reader of whichever engine is inside.
macro_rules! read {
    ($db:expr, |$connection:ident| $query:expr) => {{
        let db: &$crate::store::Db = $db;
        db.count();
        match &db.engine {
            $crate::store::db::Engine::Sqlite { readers: $connection, .. } => $query,
            $crate::store::db::Engine::Postgres($connection) => $query,
        }
        .map_err($crate::store::StoreError::from)
    }};
}

/// Runs one query expression in a write transaction of whichever engine is inside.
macro_rules! write {
    ($tx:expr, |$connection:ident| $query:expr) => {{
        let tx: &mut $crate::store::Tx = $tx;
        tx.count();
        match &mut tx.engine {
            $crate::store::db::EngineTx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $query
            }
            $crate::store::db::EngineTx::Postgres(tx) => {
                let $connection = &mut **tx;
                $query
            }
        }
        .map_err($crate::store::StoreError::from)
    }};
}

/// Runs one statement in a write transaction of whichever engine is inside. Did it change a row?
macro_rules! change {
    ($tx:expr, $statement:expr) => {
        $crate::store::db::write!($tx, |connection| $statement
            .execute(connection)
            .await
            .map(|done| done.rows_affected() > 0))
    };
}

pub(super) use {change, read, write};
