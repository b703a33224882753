//! GET and PUT /api/session/data: the user's part of the session data.

use anyhow::Result;
use serde_json::json;
use shared::ErrorType;
use tests::{Call, TestApp};

const PATH: &str = "/api/session/data";

#[tokio::test]
async fn what_was_put_is_got_with_one_query_and_put_with_a_read_and_a_write() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    assert_eq!(browser.get(PATH).await?.expect_ok()?.json()?, json!({"data": {}}));
    let data = json!({"data": {"theme": "dark", "text": "ä\u{0}\"", "nested": {"n": [1, null]}}});
    let before = app.state.db.query_count();
    assert_eq!(browser.put_json(PATH, &data).await?.expect_ok()?.json()?, data);
    assert_eq!(app.state.db.query_count() - before, 2);
    let before = app.state.db.query_count();
    assert_eq!(browser.get(PATH).await?.expect_ok()?.json()?, data);
    assert_eq!(app.state.db.query_count() - before, 1);
    Ok(())
}

#[tokio::test]
async fn put_replaces_and_survives_a_refresh_and_a_restart() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    browser.put_json(PATH, &json!({"data": {"a": 1}})).await?.expect_ok()?;
    browser.put_json(PATH, &json!({"data": {"b": 2}})).await?.expect_ok()?;
    browser.refresh().await?.expect_ok()?;
    browser.move_to(&app.restart().await?);
    assert_eq!(browser.get(PATH).await?.json()?, json!({"data": {"b": 2}}));
    Ok(())
}

#[tokio::test]
async fn belongs_to_one_session() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut here, mut there) = (app.signed_in().await?, app.signed_in().await?);
    here.put_json(PATH, &json!({"data": {"a": 1}})).await?.expect_ok()?;
    assert_eq!(there.get(PATH).await?.json()?, json!({"data": {}}));
    Ok(())
}

#[tokio::test]
async fn sixteen_kib_fit_and_a_byte_more_does_not() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    // All of the session data counts, the name of the user's part too.
    let around = r#"{"user":{"t":""}}"#.len();
    let of_len = |len: usize| json!({"data": {"t": "x".repeat(len - around)}});
    browser.put_json(PATH, &of_len(16 * 1024)).await?.expect_ok()?;
    let reply = browser.put_json(PATH, &of_len(16 * 1024 + 1)).await?;
    assert_eq!(reply.outcome(), (413, Some(ErrorType::PayloadTooLarge)));
    // Nothing was written in part.
    assert_eq!(browser.get(PATH).await?.json()?, of_len(16 * 1024));
    Ok(())
}

#[tokio::test]
async fn a_revoked_session_has_none_and_the_client_is_cleared() -> Result<()> {
    let app = TestApp::new().await?;
    for put in [false, true] {
        let mut browser = app.signed_in().await?;
        sqlx::query("DELETE FROM sessions").execute(app.sql()).await?;
        let call = Call::put(PATH).json(&json!({"data": {}}));
        let reply = browser.send(if put { call } else { Call::get(PATH) }).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
        assert!(reply.clears_everything());
    }
    Ok(())
}

#[tokio::test]
async fn needs_the_anti_csrf_proof_to_put_and_none_to_get() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let call = Call::put(PATH).json(&json!({"data": {}})).without("rid");
    let reply = browser.send(call).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    browser.send(Call::get(PATH).without("rid")).await?.expect_ok()?;
    Ok(())
}
