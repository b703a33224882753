//! MAX_SESSIONS_PER_USER: a sign-in beyond the limit ends the session that was idle for longest.

use std::time::Duration;

use anyhow::{Context, Result};
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use futures_util::future::join_all;
use session::store::sessions::{self, SessionRow};
use shared::{ErrorType, SessionHandle, UserId};
use tests::{Client, Database, Log, PASSWORD, TestApp};

use crate::account::{EMAIL, NEW, change};

const MANY: usize = 10_000;
/// Generous: these tests find work that grows without bound, and do not measure.
const DEADLINE: Duration = Duration::from_secs(5);

async fn app(database: &Database, limit: &str) -> Result<TestApp> {
    TestApp::with(&[("DATABASE_URL", &database.url), ("MAX_SESSIONS_PER_USER", limit)]).await
}

async fn sessions_of(app: &TestApp, user: &UserId) -> Result<usize> {
    Ok(app.state.sessions.get_all_session_handles_for_user(user, None).await?.len())
}

async fn is_live(client: &mut Client) -> Result<bool> {
    let reply = client.refresh().await?;
    let gone = (401, Some(ErrorType::Unauthorised));
    assert!(reply.status == 200 || reply.outcome() == gone, "{}", reply.text());
    Ok(reply.status == 200)
}

/// Rows of the client's user as they were before there was a limit: each a copy of this session's,
/// of the second before the one before it.
async fn insert_many(app: &TestApp, client: &Client) -> Result<()> {
    let own: SessionHandle = client.session()?.session_handle().context("a handle")?;
    let row = sessions::find(&app.state.db, &own).await?.context("a row")?;
    for chunk in (0..MANY).collect::<Vec<_>>().chunks(1_000) {
        let rows = chunk.iter().map(|n| {
            let at = row.created_at - Duration::from_secs(u64::try_from(*n)?);
            let session_handle = format!("00000000-0000-4000-8000-{n:012}").parse()?;
            let (created_at, last_active_at) = (at, at);
            Ok(SessionRow { session_handle, created_at, last_active_at, ..row.clone() })
        });
        let rows = rows.collect::<Result<Vec<_>>>()?;
        let write = app.state.db.write(async move |tx| {
            for row in rows {
                sessions::insert(tx, &row).await?;
            }
            Ok(())
        });
        write.await?;
    }
    Ok(())
}

async fn the_session_that_was_idle_for_longest_ends(database: Database) -> Result<()> {
    let app = app(&database, "3").await?;
    let mut clients = Vec::new();
    for _ in 0..3 {
        clients.push(app.signed_in().await?);
        app.pass_seconds(60);
    }
    let [first, second, third] = &mut clients[..] else { anyhow::bail!("three") };
    let mut ada = app.browser();
    ada.sign_up(EMAIL, PASSWORD).await?.expect_ok()?;
    // The first one is used again; now the second one was idle for longest.
    first.refresh().await?.expect_ok()?;
    app.pass_seconds(60);
    let mut fourth = app.signed_in().await?;
    assert!(!is_live(second).await?);
    let user = fourth.session()?.uid;
    for client in [first, third, &mut fourth, &mut ada] {
        client.refresh().await?.expect_ok()?;
    }
    assert_eq!(sessions_of(&app, &user).await?, 3);
    Ok(())
}

async fn what_has_expired_goes_before_what_lives(database: Database) -> Result<()> {
    let app = app(&database, "2").await?;
    let mut live = app.signed_in().await?;
    let user = live.session()?.uid;
    app.pass_seconds(60);
    // Active later than the live one, and expired all the same.
    let own = live.session()?.session_handle().context("a handle")?;
    let row = sessions::find(&app.state.db, &own).await?.context("a row")?;
    let expired = SessionRow {
        session_handle: "00000000-0000-4000-8000-000000000000".parse()?,
        last_active_at: app.now(),
        expires_at: app.now(),
        ..row
    };
    let handle = expired.session_handle.clone();
    let write = app.state.db.write(async move |tx| sessions::insert(tx, &expired).await);
    write.await?;
    let mut second = app.signed_in().await?;
    assert!(sessions::find(&app.state.db, &handle).await?.is_none());
    assert!(is_live(&mut live).await? && is_live(&mut second).await?);
    assert_eq!(sessions_of(&app, &user).await?, 2);
    Ok(())
}

async fn sign_ins_at_the_same_time_keep_to_the_limit(database: Database) -> Result<()> {
    let app = app(&database, "3").await?;
    let sign_ins = (0..8).map(|_| {
        let app = app.clone();
        tokio::spawn(async move { app.signed_in().await })
    });
    let mut clients = Vec::new();
    for client in join_all(sign_ins).await {
        clients.push(client??);
    }
    assert_eq!(sessions_of(&app, &clients[0].session()?.uid).await?, 3);
    Ok(())
}

async fn with_ten_thousand_sessions_a_sign_in_ends_some_of_them(database: Database) -> Result<()> {
    let app = app(&database, "100").await?;
    let client = app.signed_in().await?;
    insert_many(&app, &client).await?;
    let mut next = app.browser();
    let signed_in = next.sign_in(DEMO_EMAIL, DEMO_PASSWORD);
    tokio::time::timeout(DEADLINE, signed_in).await.context("slow")??.expect_ok()?;
    let left = sessions_of(&app, &client.session()?.uid).await?;
    assert!((MANY - 500..MANY).contains(&left), "{left} are left");
    next.refresh().await?.expect_ok()?;
    Ok(())
}

async fn with_ten_thousand_sessions_the_password_can_be_changed_while_others_refresh(
    database: Database,
) -> Result<()> {
    let app = app(&database, "100").await?;
    let mut ada = app.browser();
    ada.sign_up(EMAIL, PASSWORD).await?.expect_ok()?;
    insert_many(&app, &ada).await?;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut other = app.signed_in().await?;
    let refreshing = tokio::spawn(async move {
        let mut times = 0;
        while !*stopped.borrow() || times == 0 {
            let refreshed = tokio::time::timeout(Duration::from_secs(1), other.refresh());
            refreshed.await.context("a refresh took over a second")??.expect_ok()?;
            times += 1;
        }
        anyhow::Ok(times)
    });
    let changed = tokio::time::timeout(DEADLINE, change(&mut ada, PASSWORD, NEW));
    changed.await.context("slow")??.expect_ok()?;
    stop.send(true)?;
    assert!(refreshing.await?? > 0);
    assert_eq!(sessions_of(&app, &ada.session()?.uid).await?, 1);
    ada.refresh().await?.expect_ok()?;
    Ok(())
}

tests::on_both_engines!(
    the_session_that_was_idle_for_longest_ends,
    what_has_expired_goes_before_what_lives,
    sign_ins_at_the_same_time_keep_to_the_limit,
    with_ten_thousand_sessions_a_sign_in_ends_some_of_them,
    with_ten_thousand_sessions_the_password_can_be_changed_while_others_refresh,
);

#[tokio::test]
async fn a_session_that_ends_at_the_limit_is_in_the_audit_log() -> Result<()> {
    let (log, _guard) = Log::collect();
    let app = TestApp::with(&[("MAX_SESSIONS_PER_USER", "1")]).await?;
    app.signed_in().await?;
    app.signed_in().await?;
    let text = log.text();
    let revoked = text.lines().filter(|line| line.contains(r#"event="session_revoked""#));
    assert_eq!(revoked.count(), 1, "{text}");
    Ok(())
}

#[tokio::test]
async fn no_session_at_all_is_no_limit() {
    for (limit, is_taken) in [("0", false), ("-1", false), ("1", true)] {
        let app = TestApp::with(&[("MAX_SESSIONS_PER_USER", limit)]).await;
        assert_eq!(app.is_ok(), is_taken, "{limit}");
    }
}
