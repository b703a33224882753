//! A database that was put back to an earlier state: clients sign in again, and no client is called a
//! thief.

use anyhow::Result;
use shared::ErrorType;
use tests::TestApp;

#[tokio::test]
async fn a_token_newer_than_its_row_is_unauthorised_and_not_theft() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    for _ in 0..3 {
        browser.refresh().await?.expect_ok()?;
    }
    sqlx::query("UPDATE sessions SET generation = 1").execute(app.sql()).await?;
    let reply = browser.refresh().await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.clears_everything());
    assert_eq!(app.session_count().await?, 0, "the row must go: an older token would fit it");
    Ok(())
}

#[tokio::test]
async fn other_sessions_of_the_backup_go_on() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut idle, mut busy) = (app.signed_in().await?, app.signed_in().await?);
    busy.refresh().await?.expect_ok()?;
    sqlx::query("UPDATE sessions SET generation = 0").execute(app.sql()).await?;
    assert_eq!(busy.refresh().await?.status, 401);
    idle.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_session_that_the_backup_does_not_know_is_unauthorised() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    sqlx::query("DELETE FROM sessions").execute(app.sql()).await?;
    assert_eq!(browser.refresh().await?.outcome(), (401, Some(ErrorType::Unauthorised)));
    Ok(())
}
