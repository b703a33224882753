//! CHECK_DATABASE: a revoked session ends at once (engine rule 4).

use anyhow::{Context, Result};
use serde_json::{Map, json};
use shared::ErrorType;
use tests::TestApp;

async fn app() -> Result<TestApp> {
    TestApp::with(&[("CHECK_DATABASE", "true")]).await
}

#[tokio::test]
async fn every_call_costs_one_query_and_a_revoked_session_is_unauthorised() -> Result<()> {
    let app = app().await?;
    let mut browser = app.signed_in().await?;
    let before = app.state.db.query_count();
    browser.get("/getSession").await?.expect_ok()?;
    assert_eq!(app.state.db.query_count() - before, 1);
    let handle = browser.session()?.session_handle().context("a handle")?;
    assert!(app.state.sessions.revoke_session(&handle).await?);
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.clears_everything());
    Ok(())
}

#[tokio::test]
async fn without_it_an_access_token_lives_until_it_expires() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let handle = browser.session()?.session_handle().context("a handle")?;
    app.state.sessions.revoke_session(&handle).await?;
    browser.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn the_access_token_of_the_parent_still_counts_and_the_one_before_it_does_not() -> Result<()>
{
    let app = app().await?;
    let mut browser = app.signed_in().await?;
    let mut first = browser.clone();
    browser.refresh().await?.expect_ok()?;
    first.get("/getSession").await?.expect_ok()?;
    browser.refresh().await?.expect_ok()?;
    let reply = first.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    assert!(reply.says_nothing_of_the_session());
    browser.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn handlers_see_the_payload_of_the_row() -> Result<()> {
    let app = app().await?;
    let mut browser = app.signed_in().await?;
    let handle = browser.session()?.session_handle().context("a handle")?;
    let update = Map::from_iter([("role".to_owned(), json!("admin"))]);
    app.state.sessions.merge_into_access_token_payload(&handle, &update).await?;
    let seen = browser.get("/getSession").await?.expect_ok()?.json()?;
    assert_eq!(seen["accessTokenPayload"]["role"], "admin");
    Ok(())
}

#[tokio::test]
async fn a_database_that_is_away_is_a_fault_and_clears_nothing() -> Result<()> {
    let app = app().await?;
    let mut browser = app.signed_in().await?;
    sqlx::query("ALTER TABLE sessions RENAME TO away").execute(app.sql()).await?;
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)));
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}
