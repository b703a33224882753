//! The migrations, embedded, and the lock that lets two processes start together.

use std::fs::{File, OpenOptions};
use std::path::Path;

use futures_util::future::BoxFuture;
use sqlx::Acquire;
use sqlx::migrate::{Migrate, MigrateError, Migrator};

use super::ConnectError;

/// Everything in `migrations/`, in order.
static MIGRATIONS: Migrator = sqlx::migrate!("../migrations");

/// Runs what is missing. Boxed, because the compiler cannot tell of sqlx's own future that it may
/// move between threads, and so of none that awaits it.
pub(super) fn run<'c, A>(connection: A) -> BoxFuture<'c, Result<(), MigrateError>>
where
    A: Acquire<'c> + Send + 'c,
    <A::Connection as std::ops::Deref>::Target: Migrate,
{
    Box::pin(MIGRATIONS.run(connection))
}

/// Waits for an exclusive lock on `<database>.lock`, held until the file is dropped.
///
/// sqlx locks migrations on Postgres only; on SQLite two processes would both create the tables.
pub(super) async fn lock_beside(database: &Path) -> Result<File, ConnectError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let path = std::path::PathBuf::from(path);
    let for_error = path.clone();
    let locked = tokio::task::spawn_blocking(move || {
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        file.lock()?;
        Ok(file)
    })
    .await
    .unwrap_or_else(|panicked| Err(std::io::Error::other(panicked)));
    locked.map_err(|source| ConnectError::File { path: for_error, source })
}
