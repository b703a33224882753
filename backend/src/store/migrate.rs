//! The migrations, embedded, and the lock that lets two processes start together.

use std::fs::{File, OpenOptions};
use std::path::Path;

use sqlx::migrate::Migrator;

use super::ConnectError;

/// Everything in `migrations/`, in order.
pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("../migrations");

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
