//! A Postgres that vanishes, hangs, loses answers or changes its role: every call ends in its time,
//! and the next one works.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use db::Db;
use futures_util::future::join_all;
use session::store::{sessions, user_sessions};
use shared::{SessionHandle, UserId};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tests::{Database, Fault, Proxy, on_postgres};
use tokio::sync::Barrier;
use tokio::time::timeout;

use tests::rows::{NOW, live, rotate, session, step, stored_session};

/// What a request may use of the database is 4 s; the rest is for a busy machine.
const ENDS_WITHIN: Duration = Duration::from_millis(4_900);

/// Runs a test on a database behind a proxy.
async fn behind_proxy<F>(test: impl FnOnce(Db, Proxy, Database) -> F + 'static) -> Result<()>
where
    F: Future<Output = Result<()>> + 'static,
{
    on_postgres(|database| async move {
        let (proxy, url) = Proxy::before(&database.url).await?;
        let db = backend::database::connect(&url).await?;
        let outcome = test(db.clone(), proxy, database).await;
        timeout(ENDS_WITHIN, db.close()).await.context("close")?;
        outcome
    })
    .await
}

/// More calls at once than there are connections. Each ends in its time.
async fn pings(db: &Db) -> Result<Pings> {
    let calls = (0..16).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { timeout(ENDS_WITHIN, db.ping()).await })
    });
    let mut worked = 0;
    for call in join_all(calls).await {
        worked += usize::from(call?.context("a call goes on")?.is_ok());
    }
    Ok(Pings { worked })
}

/// How many of sixteen calls worked.
struct Pings {
    worked: usize,
}

impl Pings {
    fn all(&self) -> bool {
        self.worked == 16
    }

    fn none(&self) -> bool {
        self.worked == 0
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_that_died_in_silence_cost_one_round_of_calls() -> Result<()> {
    behind_proxy(|db, proxy, _| async move {
        assert!(pings(&db).await?.all());
        proxy.set(Fault::BlackHoleOpenSockets);
        pings(&db).await?;
        assert!(pings(&db).await?.all(), "new sockets work");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_vanishes_is_a_fault_in_time_and_its_return_is_noticed() -> Result<()> {
    behind_proxy(|db, proxy, _| async move {
        pings(&db).await?;
        proxy.set(Fault::BlackHole);
        for _ in 0..2 {
            assert!(pings(&db).await?.none());
        }
        proxy.set(Fault::None);
        assert!(pings(&db).await?.all());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_abandoned_while_the_server_hangs_takes_no_connection_along() -> Result<()> {
    behind_proxy(|db, proxy, _| async move {
        pings(&db).await?;
        proxy.set(Fault::BlackHoleOpenSockets);
        let calls = (0..32).map(|_| timeout(Duration::from_millis(50), db.ping()));
        assert!(join_all(calls).await.iter().all(Result::is_err));
        assert!(pings(&db).await?.all());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_does_not_wait_for_a_server_that_is_gone() -> Result<()> {
    behind_proxy(|db, proxy, _| async move {
        pings(&db).await?;
        proxy.set(Fault::BlackHole);
        let abandoned = tokio::spawn({
            let db = db.clone();
            async move { db.ping().await }
        });
        tokio::task::yield_now().await;
        timeout(Duration::from_millis(3_500), db.close()).await.context("close")?;
        abandoned.abort();
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_has_less_time_than_a_request() -> Result<()> {
    behind_proxy(|db, proxy, _| async move {
        let handle = stored_session(&db, "h1").await?;
        proxy.set(Fault::BlackHole);
        let write = timeout(Duration::from_millis(3_200), rotate(&db, step(&handle, 0, NOW)));
        assert!(write.await.context("a write ends first")?.is_err());
        proxy.set(Fault::None);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_without_an_answer_is_an_error_whose_outcome_is_unknown() -> Result<()> {
    behind_proxy(|db, proxy, _| async move {
        let handle = stored_session(&db, "h1").await?;
        for (fault, generation) in [(Fault::CutBeforeCommit, 0), (Fault::CutAfterCommit, 1)] {
            proxy.set(fault);
            assert!(rotate(&db, step(&handle, 0, NOW)).await.is_err(), "{fault:?}");
            assert_eq!(proxy.fault(), Fault::None, "it has happened");
            let row = sessions::find(&db, &handle).await?.context("a row")?;
            assert_eq!(row.generation, generation, "{fault:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_does_not_wait_for_ever_for_a_server_that_is_silent() -> Result<()> {
    on_postgres(|Database { url, .. }| async move {
        let (silent, through) = Proxy::before(&url).await?;
        silent.set(Fault::BlackHole);
        let opened = timeout(Duration::from_secs(15), backend::database::connect(&through)).await;
        let error = opened.context("it waits")?.expect_err("nothing answers").to_string();
        assert!(error.contains("DATABASE_URL") && error.contains("does not answer"), "{error}");
        Ok(())
    })
    .await
}

/// Takes the rows in the order given; at the first try both transactions have one row each before
/// either asks for the other.
async fn rotate_in_order(
    db: Db,
    order: [SessionHandle; 2],
    meet: Arc<Barrier>,
    tries: Arc<AtomicUsize>,
) -> db::Result<()> {
    let first_try = Arc::new(AtomicUsize::new(0));
    db.write(async move |tx| {
        tries.fetch_add(1, Ordering::SeqCst);
        sessions::rotate(tx, &step(&order[0], 0, NOW)).await?;
        if first_try.fetch_add(1, Ordering::SeqCst) == 0 {
            meet.wait().await;
        }
        sessions::rotate(tx, &step(&order[1], 0, NOW)).await?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_deadlocked_transactions_the_loser_tries_again() -> Result<()> {
    on_postgres(|Database { db, .. }| async move {
        let (a, b) = (stored_session(&db, "h1").await?, stored_session(&db, "h2").await?);
        let (meet, tries) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
        let orders = [[a.clone(), b.clone()], [b, a]];
        let both = orders
            .map(|order| rotate_in_order(db.clone(), order, Arc::clone(&meet), Arc::clone(&tries)));
        for outcome in join_all(both).await {
            outcome?;
        }
        // Three, or more if the loser took its first row again before the winner woke up.
        assert!(tries.load(Ordering::SeqCst) >= 3, "no transaction was tried again");
        Ok(())
    })
    .await
}

async fn set_read_only(database: &Database, on: bool) -> Result<()> {
    let mut admin = PgConnection::connect(&database.url).await?;
    sqlx::query("SET default_transaction_read_only = off").execute(&mut admin).await?;
    let name: String =
        sqlx::query_scalar("SELECT current_database()").fetch_one(&mut admin).await?;
    let text = format!("ALTER DATABASE {name} SET default_transaction_read_only = {on}");
    sqlx::query(AssertSqlSafe(text)).execute(&mut admin).await?;
    Ok(admin.close().await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_to_a_node_that_became_read_only_are_given_up() -> Result<()> {
    on_postgres(|database| async move {
        let handle = stored_session(&database.db, "h1").await?;
        // Migrates, and opens its connections when they are needed.
        let db = backend::database::connect(&database.url).await?;
        set_read_only(&database, true).await?;
        pings(&db).await?;
        set_read_only(&database, false).await?;
        // Their sessions are still read-only. The first write learns it, for all of them.
        assert!(rotate(&db, step(&handle, 0, NOW)).await.is_err());
        assert!(rotate(&db, step(&handle, 0, NOW)).await?.is_some());
        db.close().await;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_the_server_ended_are_given_up() -> Result<()> {
    on_postgres(|database| async move {
        pings(&database.db).await?;
        let mut admin = PgConnection::connect(&database.url).await?;
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()";
        sqlx::query(end).execute(&mut admin).await?;
        admin.close().await?;
        // Of sixteen calls at once, none finds a second dead connection after its own.
        pings(&database.db).await?;
        assert!(pings(&database.db).await?.all());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn revoking_many_in_any_order_never_deadlocks() -> Result<()> {
    on_postgres(|Database { db, .. }| async move {
        for round in 0..20 {
            let mut handles = Vec::new();
            for n in 0..40 {
                handles.push(stored_session(&db, &format!("h{round}-{n}")).await?);
            }
            let mut reversed = handles.clone();
            reversed.reverse();
            let user: UserId = session("h")?.user_id;
            let (one, other) = (db.clone(), db.clone());
            let by_handle = |db: Db, handles: Vec<SessionHandle>| async move {
                db.write(async move |tx| user_sessions::delete_many(tx, &handles, &live(NOW)).await)
                    .await
            };
            let by_user = db.write(async move |tx| {
                user_sessions::delete_of_user(tx, &user, None, None, &live(NOW)).await
            });
            let (one, other, by_user) =
                tokio::join!(by_handle(one, handles), by_handle(other, reversed), by_user);
            let ended = one?.len() + other?.len() + by_user?.len();
            assert_eq!(ended, 40, "each once");
        }
        Ok(())
    })
    .await
}
