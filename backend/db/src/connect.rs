//! Opening the database: the one place with pool sizes, timeouts and pragmas.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, PgConnection, SqliteConnection};

use crate::handle::{Db, Engine};
use crate::private_file::{make_private, open_private};
use crate::{migrate, pool};

/// SQLite before this version can lose committed pages of the write-ahead log.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);
/// Readers of the SQLite file. Reads are short; more readers than cores gain nothing.
const SQLITE_READERS: usize = 4;
/// Connections to Postgres per process.
const POSTGRES_CONNECTIONS: usize = 10;
/// Postgres ends what takes longer than its caller waits. The last one also frees the rows of a
/// process that vanished in the middle of a transaction.
const LIMITS: [(&str, &str); 3] = [
    ("statement_timeout", "4s"),
    ("lock_timeout", "2s"),
    ("idle_in_transaction_session_timeout", "3s"),
];
/// How long a start waits for the server to take its first connection.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// How long SQLite waits for another process's lock: a little less than a write may take, so that
/// it is SQLite that says so.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// The database cannot be opened. The text says what to set.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The URL is of no engine that is spoken here.
    #[error("DATABASE_URL must start with sqlite:// or postgres://")]
    UnknownEngine,
    /// The URL does not parse. The parser's own text could show the password, so it is left out.
    #[error("DATABASE_URL is not a valid database URL")]
    InvalidUrl,
    /// The file or its folder cannot be made.
    #[error("cannot create the database file {path} (DATABASE_URL says where it is)")]
    File {
        /// The file it is about.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Other users can read the file, and it belongs to one of them.
    #[error("other users of this machine can read the database file {path}: chmod 600 {path}")]
    Exposed {
        /// The file it is about.
        path: PathBuf,
        /// Why it could not be changed.
        source: std::io::Error,
    },
    /// Another process holds the lock for too long.
    #[error(
        "another process has held the lock {path} for 10 seconds: it migrates this database, or it hangs"
    )]
    Locked {
        /// The lock.
        path: PathBuf,
    },
    /// The linked SQLite may lose data.
    #[error(
        "SQLite {found} is linked, and versions before 3.51.3 can lose committed writes: update libsqlite3-sys"
    )]
    OldSqlite {
        /// The version found.
        found: String,
    },
    /// The server does not answer.
    #[error(
        "the database server that DATABASE_URL names does not answer: look at its host, its port and the firewalls on the way"
    )]
    NoAnswer,
    /// The database answered with an error, or refused.
    #[error("cannot open the database that DATABASE_URL names")]
    Database(#[from] sqlx::Error),
    /// A migration failed.
    #[error("cannot migrate the database")]
    Migrate(#[source] MigrateError),
    /// A migration is not the one that made these tables.
    #[error(
        "migration {0} was edited after it had run on this database: put it back and add another one, or, in development, start over with a new database"
    )]
    EditedMigration(i64),
}

impl From<MigrateError> for ConnectError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMismatch(version) => Self::EditedMigration(version),
            other => Self::Migrate(other),
        }
    }
}

impl Db {
    /// Opens the database, makes it if it is a SQLite file that is not there, and runs those of the
    /// app's `migrations` that it has not seen.
    ///
    /// # Errors
    /// [`ConnectError`], with a sentence that names the setting.
    pub async fn connect(url: &str, migrations: &Migrator) -> Result<Self, ConnectError> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            "sqlite" => connect_sqlite(url, migrations).await,
            "postgres" | "postgresql" => connect_postgres(url, migrations).await,
            _ => Err(ConnectError::UnknownEngine),
        }
    }
}

/// The file that a database URL names, if it names one.
#[must_use]
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    if !url.starts_with("sqlite:") {
        return None;
    }
    let options = SqliteConnectOptions::from_str(url).ok()?;
    Some(options.get_filename().to_owned())
}

async fn connect_sqlite(url: &str, migrations: &Migrator) -> Result<Db, ConnectError> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|_| ConnectError::InvalidUrl)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged write survives a power cut, not only a crash of this process.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT);
    let path = options.get_filename().to_owned();
    create_private_file(&path)?;

    let _lock = migrate::lock_beside(&path).await?;
    let mut first = SqliteConnection::connect_with(&options).await?;
    check_sqlite_version(&mut first).await?;
    migrate::run(migrations, &mut first).await?;
    first.close().await?;
    let writer = pool::open(options.clone(), 1)?;
    let readers = pool::open(options.read_only(true), SQLITE_READERS)?;
    Ok(Db::new(Engine::Sqlite { readers, writer }))
}

async fn connect_postgres(url: &str, migrations: &Migrator) -> Result<Db, ConnectError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| ConnectError::InvalidUrl)?
        .application_name("latchkey");
    migrate_postgres(&options, migrations).await?;
    let pool = pool::open(options.options(LIMITS), POSTGRES_CONNECTIONS)?;
    Ok(Db::new(Engine::Postgres(pool)))
}

/// On a connection without the limits: a migration may take its time, and another process waits
/// for it as long as that is.
async fn migrate_postgres(
    options: &PgConnectOptions,
    migrations: &Migrator,
) -> Result<(), ConnectError> {
    let connecting = PgConnection::connect_with(options);
    let answer = tokio::time::timeout(CONNECT_LIMIT, connecting).await;
    let mut connection = answer.map_err(|_| ConnectError::NoAnswer)??;
    migrate::run(migrations, &mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// The file holds password hashes and session rows: readable by its owner only, from the start.
fn create_private_file(path: &Path) -> Result<(), ConnectError> {
    let in_file = |source| ConnectError::File { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(in_file)?;
    }
    open_private(path).map_err(in_file)?;
    make_private(path).map_err(|(path, source)| ConnectError::Exposed { path, source })
}

async fn check_sqlite_version(writer: &mut SqliteConnection) -> Result<(), ConnectError> {
    let found: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(writer).await?;
    if is_too_old(&found) { Err(ConnectError::OldSqlite { found }) } else { Ok(()) }
}

fn is_too_old(sqlite_version: &str) -> bool {
    let mut parts = sqlite_version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) < OLDEST_SQLITE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_url_is_the_one_that_is_opened() {
        for (url, file) in [
            ("sqlite://data/latchkey.db", Some("data/latchkey.db")),
            ("sqlite:data/latchkey.db", Some("data/latchkey.db")),
            ("sqlite:///var/lib/a%20b.db?mode=rwc", Some("/var/lib/a b.db")),
            ("postgres://localhost/latchkey", None),
        ] {
            assert_eq!(sqlite_file(url), file.map(PathBuf::from), "{url}");
        }
    }

    #[test]
    fn a_sqlite_that_may_lose_writes_is_too_old() {
        for (version, expected) in [
            ("3.51.2", true),
            ("3.50.9", true),
            ("2.99.99", true),
            ("", true),
            ("3.51.3", false),
            ("3.51.10", false),
            ("3.52.0", false),
            ("4.0", false),
        ] {
            assert_eq!(is_too_old(version), expected, "{version}");
        }
    }

    #[tokio::test]
    async fn what_is_committed_is_on_the_disk_and_foreign_keys_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("store.db").display());
        let db = Db::connect(&url, &Migrator::DEFAULT).await.expect("opened");
        let busy_timeout = i64::try_from(BUSY_TIMEOUT.as_millis()).expect("a number");
        for (pragma, expected) in [
            ("SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1),
            // FULL: what is answered survives a power cut.
            ("PRAGMA synchronous", 2),
            ("PRAGMA foreign_keys", 1),
            ("PRAGMA busy_timeout", busy_timeout),
        ] {
            let found = db.write(async move |tx| {
                crate::write!(tx, |connection| sqlx::query_scalar::<_, i64>(pragma)
                    .fetch_one(connection)
                    .await)
            });
            assert_eq!(found.await.expect("an answer"), expected, "{pragma}");
        }
        db.close().await;
    }

    #[test]
    fn a_database_can_be_opened_in_a_spawned_task() {
        fn may_move_between_threads<T: Send>(_: T) {}
        may_move_between_threads(Db::connect("", &Migrator::DEFAULT));
    }
}
