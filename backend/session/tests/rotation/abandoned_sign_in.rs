//! A client that hangs up while its sign-in is committed leaves no session behind: no client would
//! hold its tokens.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use futures_util::poll;
use session::NewSession;
use shared::TenantId;
use tests::{PASSWORD, TestApp};

/// How often it is tried to hang up at the right moment.
const ATTEMPTS: usize = 200;

/// Runs `request` until its session is in the database, and drops it before it can know of that.
/// False: it was answered first, and its session is deleted.
async fn hung_up_in_the_commit<T>(
    app: &TestApp,
    request: impl Future<Output = Result<T>>,
) -> Result<bool> {
    let mut request = Box::pin(request);
    while app.session_count().await? == 0 {
        if let Poll::Ready(answered) = poll!(request.as_mut()) {
            answered?;
            sqlx::query("DELETE FROM sessions").execute(app.sql()).await?;
            return Ok(false);
        }
        // Until something wakes the request: the commit, at last. It is not polled again before
        // the rows were counted.
        let mut is_woken = false;
        let woken = poll_fn(|_| {
            if std::mem::replace(&mut is_woken, true) { Poll::Ready(()) } else { Poll::Pending }
        });
        tokio::time::timeout(Duration::from_secs(10), woken).await.context("nothing goes on")?;
    }
    Ok(true)
}

async fn until_there_is_none(app: &TestApp) -> Result<()> {
    let ended = async {
        while app.session_count().await? > 0 {
            tokio::task::yield_now().await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(10), ended).await.context("a session is left")?
}

#[tokio::test]
async fn a_sign_in_that_nobody_waits_for_leaves_no_session() -> Result<()> {
    let app = TestApp::new().await?;
    let mut attempts = 0;
    while !hung_up_in_the_commit(&app, app.browser().sign_in(DEMO_EMAIL, DEMO_PASSWORD)).await? {
        attempts += 1;
        ensure!(attempts < ATTEMPTS, "it was answered each time");
    }
    until_there_is_none(&app).await?;
    // And a sign-in that is waited for leaves one.
    app.signed_in().await?.refresh().await?.expect_ok()?;
    assert_eq!(app.session_count().await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_sign_up_that_nobody_waits_for_leaves_the_user_and_no_session() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut attempts, address) = (0, |attempt: usize| format!("ada{attempt}@example.com"));
    while !hung_up_in_the_commit(&app, app.browser().sign_up(&address(attempts), PASSWORD)).await? {
        attempts += 1;
        ensure!(attempts < ATTEMPTS, "it was answered each time");
    }
    until_there_is_none(&app).await?;
    app.browser().sign_in(&address(attempts), PASSWORD).await?.expect_ok()?;
    assert_eq!(app.session_count().await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_session_of_ones_own_making_that_nobody_waits_for_ends_too() -> Result<()> {
    let app = TestApp::new().await?;
    let sessions = app.state.sessions.clone();
    let new = NewSession::of("u1".parse()?, TenantId::public());
    let make = || async { Ok(sessions.create_new_session(new.clone()).await?) };
    let mut attempts = 0;
    while !hung_up_in_the_commit(&app, make()).await? {
        attempts += 1;
        ensure!(attempts < ATTEMPTS, "it was answered each time");
    }
    until_there_is_none(&app).await?;
    let tokens = make().await?;
    drop(tokens);
    assert_eq!(app.session_count().await?, 1);
    Ok(())
}
