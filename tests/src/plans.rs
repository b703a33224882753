//! Do statements read whole tables? Asked of both engines' planners.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use db::Db;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use tracing::field::{Field, Visit};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context as LayerContext, SubscriberExt};

use crate::{Database, on_postgres, on_sqlite};

/// The statements that sqlx reports, as they were sent.
#[derive(Clone, Default)]
pub struct Statements(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: LayerContext<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            event.record(&mut self.clone());
        }
    }
}

impl Visit for Statements {
    fn record_str(&mut self, field: &Field, value: &str) {
        // A short statement is its own summary.
        if ["db.statement", "summary"].contains(&field.name()) && !value.is_empty() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(value.trim().to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

impl Statements {
    /// What was sent while `work` ran on this thread, without what is cut off or begins and ends
    /// transactions.
    ///
    /// # Errors
    /// Those of `work`.
    pub async fn of(work: impl Future<Output = Result<()>>) -> Result<Vec<String>> {
        let statements = Self::default();
        let subscriber = tracing_subscriber::registry().with(statements.clone());
        let guard = tracing::subscriber::set_default(subscriber);
        let outcome = work.await;
        drop(guard);
        outcome?;
        let all = statements.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let whole = |text: &String| text.contains(' ') && !text.ends_with('…');
        let mut found: Vec<_> = all.into_iter().filter(whole).collect();
        found.retain(|text| !text.starts_with("BEGIN"));
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

async fn sqlite_plan(connection: &mut SqliteConnection, statement: &str) -> Result<String> {
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
    let rows = sqlx::query(explain).fetch_all(connection).await?;
    let steps: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get("detail")).collect();
    Ok(steps?.join("\n"))
}

/// The plan of Postgres for any values, on a table that is too large to be read whole.
///
/// # Errors
/// The database's faults.
pub async fn postgres_plan(connection: &mut PgConnection, statement: &str) -> Result<String> {
    // Postgres finds out the others by itself; sqlx would tell it all of them.
    let kind = |n| if statement.contains(&format!("${n} IS NULL")) { "text" } else { "unknown" };
    let parameters = (1..=20).take_while(|n| statement.contains(&format!("${n}")));
    let kinds: Vec<_> = parameters.map(kind).collect();
    let list = |of: &[&str]| match of {
        [] => String::new(),
        of => format!("({})", of.join(", ")),
    };
    let (values, kinds) = (list(&vec!["NULL"; kinds.len()]), list(&kinds));
    for text in [
        "SET enable_seqscan = off".to_owned(),
        "SET plan_cache_mode = force_generic_plan".to_owned(),
        format!("PREPARE asked{kinds} AS {statement}"),
    ] {
        sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *connection).await?;
    }
    let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE asked{values}"));
    let rows = sqlx::raw_sql(explain).fetch_all(&mut *connection).await?;
    sqlx::raw_sql("DEALLOCATE asked").execute(connection).await?;
    let steps: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get(0)).collect();
    Ok(steps?.join("\n"))
}

/// Each foreign key as the question that deleting its parent asks of the child.
async fn foreign_keys(connection: &mut SqliteConnection) -> Result<Vec<String>> {
    let keys: Vec<(String, String)> = sqlx::query_as(
        "SELECT child.name, key.\"from\" FROM sqlite_master AS child, \
         pragma_foreign_key_list(child.name) AS key WHERE child.type = 'table'",
    )
    .fetch_all(connection)
    .await?;
    let ask = |(table, column)| format!("SELECT 1 FROM {table} WHERE {column} = $1");
    Ok(keys.into_iter().map(ask).collect())
}

/// Fails if one of the statements that `ask` sends, of which there are `least` at least, or a foreign
/// key reads a whole table on either engine.
///
/// # Errors
/// The databases' faults, and what `ask` returns.
pub async fn no_whole_table_is_read(
    least: usize,
    ask: impl AsyncFn(&Db) -> Result<()> + 'static,
) -> Result<()> {
    on_postgres(move |Database { db, url }| async move {
        let mut statements = Statements::of(ask(&db)).await?;
        ensure!(statements.len() >= least, "sqlx reported {} statements", statements.len());
        on_sqlite(|Database { url: file, .. }| async move {
            let mut sqlite = SqliteConnection::connect(&file).await?;
            let keys = foreign_keys(&mut sqlite).await?;
            ensure!(keys.len() >= 3, "foreign keys: {keys:?}");
            statements.extend(keys);
            let mut postgres = PgConnection::connect(&url).await?;
            for statement in &statements {
                let plan = sqlite_plan(&mut sqlite, statement).await.context(statement.clone())?;
                ensure!(!plan.contains("SCAN"), "SQLite, {statement}:\n{plan}");
                let plan = postgres_plan(&mut postgres, statement).await;
                let plan = plan.context(statement.clone())?;
                ensure!(!plan.contains("Seq Scan"), "Postgres, {statement}:\n{plan}");
            }
            Ok(())
        })
        .await
    })
    .await
}
