//! What is signed, what is checked and what is remembered as checked (engine rule 4).

use anyhow::Result;
use axum::http::Method;
use serde_json::json;
use shared::ErrorType;
use tests::{Call, Client, PASSWORD, TestApp};

/// Signatures made, signatures checked, tokens remembered.
fn numbers(app: &TestApp) -> [u64; 3] {
    let counters = app.state.sessions.counters();
    let remembered = app.state.sessions.remembered_tokens() as u64;
    [counters.signatures_made(), counters.signatures_checked(), remembered]
}

/// How the numbers grow.
fn growth(app: &TestApp, before: [u64; 3]) -> [u64; 3] {
    let now = numbers(app);
    [0, 1, 2].map(|n| now[n].wrapping_sub(before[n]))
}

/// A second process that has never seen the client's token.
async fn elsewhere(app: &TestApp, client: &Client) -> Result<(TestApp, Client)> {
    let other = app.restart().await?;
    let mut client = client.clone();
    client.move_to(&other);
    Ok((other, client))
}

#[tokio::test]
async fn an_expired_token_is_neither_checked_nor_remembered_nor_looked_up() -> Result<()> {
    let app = TestApp::new().await?;
    let (other, mut browser) = elsewhere(&app, &app.signed_in().await?).await?;
    app.pass_seconds(3600);
    let (before, queries) = (numbers(&other), other.state.db.query_count());
    for _ in 0..2 {
        let reply = browser.get("/getSession").await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
        assert!(reply.says_nothing_of_the_session());
    }
    // One whose key is unknown does not make the process read its keys.
    sqlx::query("DELETE FROM signing_keys").execute(app.sql()).await?;
    other.state.sessions.keys().reload().await?;
    app.pass_seconds(10);
    let after_reload = other.state.db.query_count();
    assert_eq!(browser.get("/getSession").await?.status, 401);
    assert_eq!(other.state.db.query_count(), after_reload);
    assert_eq!(growth(&other, before), [0, 0, 0]);
    assert!(after_reload > queries);
    Ok(())
}

#[tokio::test]
async fn an_expired_token_still_says_which_session_a_sign_in_replaces() -> Result<()> {
    let app = TestApp::new().await?;
    let (other, mut browser) = elsewhere(&app, &app.signed_in().await?).await?;
    app.pass_seconds(3600);
    let before = numbers(&other);
    browser.sign_in(backend::account::DEMO_EMAIL, backend::account::DEMO_PASSWORD).await?;
    assert_eq!(app.session_count().await?, 1);
    // Checked, and not remembered: what is remembered is the new session's.
    assert_eq!(growth(&other, before), [1, 1, 1]);
    Ok(())
}

#[tokio::test]
async fn a_sign_in_a_refresh_and_a_merge_sign_once_and_remember_what_they_hand_out() -> Result<()> {
    let app = TestApp::new().await?;
    let before = numbers(&app);
    let mut browser = app.signed_in().await?;
    assert_eq!(growth(&app, before), [1, 0, 1], "sign-in");
    app.pass_seconds(1);
    let before = numbers(&app);
    browser.refresh().await?.expect_ok()?;
    assert_eq!(growth(&app, before), [1, 0, 1], "refresh");
    app.pass_seconds(1);
    let before = numbers(&app);
    let call = Call::new(Method::PATCH, "/api/session/payload");
    browser.send(call.json(&json!({"payload": {"theme": "dark"}}))).await?.expect_ok()?;
    assert_eq!(growth(&app, before), [1, 0, 1], "merge");
    browser.get("/getSession").await?.expect_ok()?;
    assert_eq!(growth(&app, before), [1, 0, 1], "its first use");
    Ok(())
}

#[tokio::test]
async fn what_is_not_handed_out_is_not_remembered() -> Result<()> {
    let app = TestApp::new().await?;
    app.browser().sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    let before = numbers(&app);
    // The session is made before the address is found taken.
    app.browser().sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    assert_eq!(growth(&app, before)[2], 0, "a sign-up that came to nothing");
    let call = Call::new(Method::PATCH, "/api/session/payload");
    let mut browser = app.signed_in().await?;
    let before = numbers(&app);
    let reply = browser.send(call.json(&json!({"payload": {"big": "x".repeat(8000)}}))).await?;
    assert_eq!(reply.status, 400);
    assert_eq!(growth(&app, before), [0, 0, 0], "a payload that was refused");
    Ok(())
}
