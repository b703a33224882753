//! Running migrations, and the lock that lets two processes start together.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::Acquire;
use sqlx::migrate::{Migrate, MigrateError, Migrator};
use tokio::time::{sleep, timeout};

use crate::ConnectError;
use crate::private_file::open_private;

/// How long a start waits for another process that migrates the same database.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);
/// How often it looks.
const LOCK_POLL: Duration = Duration::from_millis(20);

/// Runs what is missing. Boxed, because the compiler cannot tell of sqlx's own future that it may
/// move between threads, and so of none that awaits it.
pub(crate) fn run<'c, A>(
    migrations: &'c Migrator,
    connection: A,
) -> BoxFuture<'c, Result<(), MigrateError>>
where
    A: Acquire<'c> + Send + 'c,
    <A::Connection as std::ops::Deref>::Target: Migrate,
{
    Box::pin(migrations.run(connection))
}

/// Waits for an exclusive lock on `<database>.lock`, held until the file is dropped.
///
/// sqlx locks migrations on Postgres only; on SQLite two processes would both create the tables.
///
/// # Errors
/// [`ConnectError::Locked`] after [`LOCK_TIMEOUT`]; [`ConnectError::File`].
pub(crate) async fn lock_beside(database: &Path) -> Result<File, ConnectError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    let in_file = |source| ConnectError::File { path: path.clone(), source };
    let file = open_private(&path).map_err(in_file)?;
    match timeout(LOCK_TIMEOUT, lock(&file)).await {
        Ok(locked) => locked.map_err(in_file)?,
        Err(_) => return Err(ConnectError::Locked { path }),
    }
    Ok(file)
}

/// By asking again and again: a thread that waits inside the system cannot be called back.
async fn lock(file: &File) -> std::io::Result<()> {
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => sleep(LOCK_POLL).await,
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}
