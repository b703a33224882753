//! A fresh database of each engine, for the tests that both must pass.

use std::io::Write;
use std::str::FromStr;
use std::sync::Once;

use anyhow::{Context, Result, ensure};
use db::Db;
use session::clock::{OsRandom, random_uuid};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tokio::task::LocalSet;

/// An empty, migrated database, and its URL, for a test that needs a second process.
#[derive(Clone)]
pub struct Database {
    /// The database.
    pub db: Db,
    /// Where it is.
    pub url: String,
}

/// Runs a test on a fresh SQLite file.
///
/// # Errors
/// The test's own.
pub async fn on_sqlite<F>(test: impl FnOnce(Database) -> F) -> Result<()>
where
    F: Future<Output = Result<()>>,
{
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("store.db").display());
    open_and_run(url, test).await
}

/// Runs a test on a fresh database of the server that `TEST_POSTGRES_URL` names. Without one the
/// test is skipped, aloud; under `CI=true` that is a failure.
///
/// # Errors
/// The test's own.
pub async fn on_postgres<F>(test: impl FnOnce(Database) -> F + 'static) -> Result<()>
where
    F: Future<Output = Result<()>> + 'static,
{
    let Ok(server) = std::env::var("TEST_POSTGRES_URL") else { return skip() };
    let server = PgConnectOptions::from_str(&server).context("TEST_POSTGRES_URL")?;
    let mut admin = PgConnection::connect_with(&server).await?;
    let name = format!("store_test_{}", random_uuid(&OsRandom)?.simple());
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await?;
    let url = server.database(&name).to_url_lossy().to_string();
    let tasks = LocalSet::new();
    // In a task of its own, so that a failed assertion does not leave the database behind.
    let outcome = tasks.run_until(tasks.spawn_local(open_and_run(url, test))).await;
    sqlx::query(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)")))
        .execute(&mut admin)
        .await?;
    match outcome {
        Ok(outcome) => outcome,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}

async fn open_and_run<F>(url: String, test: impl FnOnce(Database) -> F) -> Result<()>
where
    F: Future<Output = Result<()>>,
{
    let db = backend::database::connect(&url).await?;
    let outcome = test(Database { db: db.clone(), url }).await;
    db.close().await;
    outcome
}

fn skip() -> Result<()> {
    static SAID: Once = Once::new();
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    ensure!(!in_ci, "CI=true, and TEST_POSTGRES_URL is not set: Postgres must be tested here");
    // Not by `eprintln!`, which the test harness keeps to itself.
    SAID.call_once(|| {
        let sentence = b"SKIPPED: the tests on Postgres; set TEST_POSTGRES_URL to run it\n";
        std::io::stderr().write_all(sentence).ok();
    });
    Ok(())
}

/// Instantiates tests for both engines. Each is an `async fn(Database) -> anyhow::Result<()>` of
/// the module that calls this; one that is not listed is dead code, which the compiler reports.
#[macro_export]
macro_rules! on_both_engines {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() -> anyhow::Result<()> {
                $crate::on_sqlite(super::$test).await
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() -> anyhow::Result<()> {
                $crate::on_postgres(super::$test).await
            })+
        }
    };
}
