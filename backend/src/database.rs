//! The app's database: the `db` handle with this app's tables.

use db::{ConnectError, Db};
use sqlx::migrate::Migrator;

/// Everything in `migrations/`, in order, embedded in the binary.
static MIGRATIONS: Migrator = sqlx::migrate!("../migrations");

/// Opens the database that a URL names, makes it if it is a SQLite file that is not there, and
/// migrates it.
///
/// # Errors
/// [`ConnectError`], with a sentence that names the setting.
pub async fn connect(url: &str) -> Result<Db, ConnectError> {
    Db::connect(url, &MIGRATIONS).await
}
