//! No query of an ordinary request, and no foreign key, reads a whole table on either engine.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail, ensure};
use backend::account::{tenants, users};
use backend::comments::store as comments;
use db::Db;
use session::store::own_sessions::{self, PageQuery};
use session::store::{sessions, user_sessions};
use shared::{SessionHandle, TenantId, UserId};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use tests::{Database, on_postgres, on_sqlite};
use tracing::field::{Field, Visit};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context as LayerContext, SubscriberExt};

use tests::rows::{NOW, insert_user, live, rotate, session, step, stored_session, user};

/// The statements that sqlx reports, as they were sent.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<Vec<String>>>);

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
    async fn of(work: impl Future<Output = Result<()>>) -> Result<Vec<String>> {
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

/// What requests ask of the tables that grow.
async fn ask_everything(db: &Db) -> Result<()> {
    let (public, ada): (TenantId, UserId) = (TenantId::public(), "u1".parse()?);
    tenants::exists(db, &public).await?;
    insert_user(db, user("u1", &public)?).await?;
    users::find(db, &ada).await?;
    users::find_by_email(db, &public, "u1@example.com").await?;
    let handle = stored_session(db, "h1").await?;
    sessions::find(db, &handle).await?;
    rotate(db, step(&handle, 0, NOW)).await?;
    ask_of_sessions(db, &handle).await?;
    let live = live(NOW);
    for tenant in [None, Some(&public)] {
        user_sessions::list_handles(db, &ada, tenant, &live).await?;
        for after in [None, Some((NOW, &handle))] {
            let query = PageQuery { user: &ada, tenant, after, limit: 20, live: &live };
            own_sessions::list(db, &query).await?;
        }
    }
    comments::list(db, &public, &ada).await?;
    let comment = comments::NewComment {
        id: "c1".parse()?,
        tenant_id: public.clone(),
        author_id: ada.clone(),
        text: "text".to_owned(),
        created_at: NOW,
    };
    let liked = (public, comment.id.clone(), ada.clone());
    db.write(async move |tx| comments::insert(tx, &comment).await).await?;
    db.write(async move |tx| comments::like(tx, &liked.0, &liked.1, &liked.2).await).await?;
    db.write(async move |tx| users::delete(tx, &ada).await).await?;
    Ok(())
}

async fn ask_of_sessions(db: &Db, handle: &SessionHandle) -> Result<()> {
    let row = sessions::find(db, handle).await?.context("a row")?;
    let (handle, user) = (handle.clone(), session("h1")?.user_id);
    db.write(async move |tx| {
        let live = live(NOW);
        users::lock_if_password_is(tx, &user, "hash 1").await?;
        users::replace_password_hash(tx, &user, "hash 1", "hash 2").await?;
        sessions::update_data(tx, &handle, "{}", &live).await?;
        sessions::replace_payload(tx, &row, "{}", NOW).await?;
        sessions::delete_restored(tx, &handle, 0).await?;
        user_sessions::delete_many(tx, &[handle], &live).await?;
        user_sessions::delete_of_user(tx, &user, None, None, &live).await?;
        Ok(())
    })
    .await?;
    Ok(())
}

async fn sqlite_plan(connection: &mut SqliteConnection, statement: &str) -> Result<String> {
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
    let rows = sqlx::query(explain).fetch_all(connection).await?;
    let steps: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get("detail")).collect();
    Ok(steps?.join("\n"))
}

/// The plan for any values, on a table that is too large to be read whole.
async fn postgres_plan(connection: &mut PgConnection, statement: &str) -> Result<String> {
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

#[tokio::test]
async fn nothing_that_requests_ask_reads_a_whole_table() -> Result<()> {
    on_postgres(|Database { db, url }| async move {
        let mut statements = Statements::of(ask_everything(&db)).await?;
        ensure!(statements.len() >= 20, "sqlx reported {} statements", statements.len());
        on_sqlite(|Database { url: file, .. }| async move {
            let mut sqlite = SqliteConnection::connect(&file).await?;
            let keys = foreign_keys(&mut sqlite).await?;
            ensure!(keys.len() >= 5, "foreign keys: {keys:?}");
            statements.extend(keys);
            let mut postgres = PgConnection::connect(&url).await?;
            for statement in &statements {
                let plan = sqlite_plan(&mut sqlite, statement).await.context(statement.clone())?;
                assert!(!plan.contains("SCAN"), "SQLite, {statement}:\n{plan}");
                let plan = postgres_plan(&mut postgres, statement).await;
                let plan = plan.context(statement.clone())?;
                assert!(!plan.contains("Seq Scan"), "Postgres, {statement}:\n{plan}");
            }
            Ok(())
        })
        .await
    })
    .await
}

/// Not that what comes before it is read and thrown away, which costs more with every page.
#[tokio::test]
async fn a_page_begins_at_its_cursor() -> Result<()> {
    on_postgres(|Database { db, url }| async move {
        let (user, handle, live): (UserId, SessionHandle, _) =
            ("u1".parse()?, "h1".parse()?, live(NOW));
        let after = Some((NOW, &handle));
        let query = PageQuery { user: &user, tenant: None, after, limit: 20, live: &live };
        let asked = async { own_sessions::list(&db, &query).await.map(drop).map_err(Into::into) };
        let statements = Statements::of(asked).await?;
        let [statement] = statements.as_slice() else { bail!("{statements:?}") };
        let mut postgres = PgConnection::connect(&url).await?;
        let plan = postgres_plan(&mut postgres, statement).await?;
        let condition =
            plan.lines().find(|line| line.contains("Index Cond")).context(plan.clone())?;
        assert!(condition.contains("ROW(created_at, "), "{plan}");
        Ok(())
    })
    .await
}
