//! POST /signout (wire protocol 2.5).

use anyhow::Result;
use shared::{ErrorType, TokenTransfer};
use tests::{Call, TestApp};

#[tokio::test]
async fn deletes_the_row_and_clears_the_client() -> Result<()> {
    let app = TestApp::new().await?;
    for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
        let mut client = app.signed_in_by(mode).await?;
        client.sign_out().await?.expect_ok()?;
        assert_eq!(app.session_count().await?, 0);
        assert!(client.jar.is_empty() && client.front_token.is_none());
        assert!(client.access_token.is_none() && client.refresh_token.is_none());
    }
    Ok(())
}

#[tokio::test]
async fn a_refresh_token_of_a_signed_out_session_is_unauthorised() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let mut copy = browser.clone();
    browser.refresh().await?.expect_ok()?;
    let mut newer = browser.clone();
    browser.sign_out().await?.expect_ok()?;
    // Neither the current one nor, within the grace period, the one before it.
    for client in [&mut newer, &mut copy] {
        let reply = client.refresh().await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
        assert!(reply.clears_everything());
    }
    Ok(())
}

#[tokio::test]
async fn clears_the_client_even_if_the_row_was_gone_already() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    sqlx::query("DELETE FROM sessions").execute(app.sql()).await?;
    browser.sign_out().await?.expect_ok()?;
    assert!(browser.jar.is_empty() && browser.front_token.is_none());
    Ok(())
}

#[tokio::test]
async fn without_a_session_it_is_unauthorised_and_clears_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let reply = app.browser().sign_out().await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}

#[tokio::test]
async fn with_an_expired_access_token_a_refresh_comes_first() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    app.pass_seconds(3600);
    let reply = browser.sign_out().await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    assert_eq!(app.session_count().await?, 1);
    browser.refresh().await?.expect_ok()?;
    browser.sign_out().await?.expect_ok()?;
    assert_eq!(app.session_count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn ends_this_session_only() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut here, mut there) = (app.signed_in().await?, app.signed_in().await?);
    here.sign_out().await?.expect_ok()?;
    there.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_get_signs_nobody_out() -> Result<()> {
    let app = TestApp::new().await?;
    let reply = app.signed_in().await?.send(Call::get("/auth/signout")).await?;
    assert_eq!(reply.outcome(), (405, Some(ErrorType::MethodNotAllowed)));
    assert_eq!(app.session_count().await?, 1);
    Ok(())
}
