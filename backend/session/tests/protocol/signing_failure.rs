//! A refresh that cannot be answered has not happened: the same token is still good.

use anyhow::Result;
use shared::ErrorType;
use tests::{Call, TestApp};

/// No key signs, and none can be made.
async fn retire_the_key(app: &TestApp) -> Result<()> {
    let ignored =
        "CREATE TRIGGER full BEFORE INSERT ON signing_keys BEGIN SELECT RAISE(IGNORE); END";
    sqlx::query(ignored).execute(app.sql()).await?;
    sqlx::query("DELETE FROM signing_keys").execute(app.sql()).await?;
    Ok(app.state.sessions.keys().reload().await?)
}

async fn let_keys_be_made(app: &TestApp) -> Result<()> {
    sqlx::query("DROP TRIGGER full").execute(app.sql()).await?;
    Ok(app.state.sessions.keys().reload().await?)
}

#[tokio::test]
async fn without_a_signing_key_the_token_is_not_spent() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    retire_the_key(&app).await?;
    let reply = browser.refresh().await?;
    assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)));
    assert!(reply.says_nothing_of_the_session());
    assert_eq!(app.generation().await?, 0);
    let_keys_be_made(&app).await?;
    app.pass_seconds(600);
    browser.refresh().await?.expect_ok()?;
    assert_eq!(app.generation().await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_fault_clears_not_even_the_cookie_of_old_clients() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    browser.jar.put("sIdRefreshToken", "x");
    retire_the_key(&app).await?;
    let reply = browser.refresh().await?;
    assert_eq!(reply.status, 500);
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}

#[tokio::test]
async fn an_unreadable_row_is_a_fault_and_ends_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    sqlx::query("UPDATE sessions SET access_token_payload = 'x'").execute(app.sql()).await?;
    let reply = browser.refresh().await?;
    assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)));
    assert!(!reply.text().contains("payload"), "{}", reply.text());
    assert!(reply.says_nothing_of_the_session());
    sqlx::query("UPDATE sessions SET access_token_payload = '{}'").execute(app.sql()).await?;
    browser.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_database_that_is_away_says_so_and_the_token_is_good_when_it_is_back() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    sqlx::query("ALTER TABLE sessions RENAME TO away").execute(app.sql()).await?;
    let reply = browser.refresh().await?;
    assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)));
    assert!(reply.says_nothing_of_the_session());
    let call = Call::get("/api/session/data");
    assert_eq!(browser.send(call).await?.outcome(), (500, Some(ErrorType::GeneralError)));
    sqlx::query("ALTER TABLE away RENAME TO sessions").execute(app.sql()).await?;
    browser.refresh().await?.expect_ok()?;
    Ok(())
}
