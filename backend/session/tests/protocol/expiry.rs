//! Lives: of access tokens, of idle sessions, and of sessions altogether.

use std::time::Duration;

use anyhow::Result;
use shared::{ErrorType, Timestamp};
use tests::{START, TestApp};

#[tokio::test]
async fn an_access_token_is_good_to_its_last_millisecond() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    app.clock.advance(Duration::from_millis(3_599_999));
    browser.get("/getSession").await?.expect_ok()?;
    app.clock.advance(Duration::from_millis(1));
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    assert!(reply.says_nothing_of_the_session());
    browser.refresh().await?.expect_ok()?;
    browser.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn an_idle_session_ends_and_each_refresh_moves_its_end() -> Result<()> {
    let app = TestApp::with(&[("REFRESH_TOKEN_VALIDITY", "7200")]).await?;
    let mut browser = app.signed_in().await?;
    for _ in 0..4 {
        app.pass_seconds(7199);
        browser.refresh().await?.expect_ok()?;
        let cookie = browser.jar.clone();
        assert!(cookie.get("sRefreshToken").is_some());
    }
    let (mut idle, token) = (browser.clone(), browser.refresh_text()?);
    app.pass_seconds(7200);
    // The browser has dropped the cookie by now; a thief has not.
    assert_eq!(browser.refresh().await?.outcome(), (401, Some(ErrorType::Unauthorised)));
    idle.jar.put("sRefreshToken", &token);
    assert_eq!(idle.refresh().await?.outcome(), (401, Some(ErrorType::Unauthorised)));
    Ok(())
}

#[tokio::test]
async fn no_refresh_moves_the_absolute_end() -> Result<()> {
    let settings = [("SESSION_MAX_AGE", "10000"), ("REFRESH_TOKEN_VALIDITY", "9000")];
    let app = TestApp::with(&settings).await?;
    let mut browser = app.signed_in().await?;
    app.pass_seconds(8000);
    let reply = browser.refresh().await?.expect_ok()?;
    let ends = reply.set_cookie("sRefreshToken").and_then(|cookie| cookie.expires_datetime());
    assert_eq!(
        ends.map(|end| Timestamp::from_secs(end.unix_timestamp())),
        Some(START + Duration::from_secs(10_000))
    );
    app.pass_seconds(1999);
    browser.refresh().await?.expect_ok()?;
    let token = browser.refresh_text()?;
    app.pass_seconds(1);
    browser.jar.put("sRefreshToken", &token);
    assert_eq!(browser.refresh().await?.outcome(), (401, Some(ErrorType::Unauthorised)));
    Ok(())
}

#[tokio::test]
async fn no_access_token_outlives_its_session() -> Result<()> {
    let settings = [("SESSION_MAX_AGE", "4000"), ("REFRESH_TOKEN_VALIDITY", "4000")];
    let app = TestApp::with(&settings).await?;
    let mut browser = app.signed_in().await?;
    app.pass_seconds(1000);
    browser.refresh().await?.expect_ok()?;
    assert_eq!(browser.session()?.ate, START + Duration::from_secs(4_000));
    let text = browser.access()?;
    app.pass_seconds(3000);
    browser.jar.put("sAccessToken", &text);
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    Ok(())
}

#[tokio::test]
async fn a_shorter_life_in_the_settings_never_moves_a_sessions_end_back() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let before: i64 =
        sqlx::query_scalar("SELECT expires_at FROM sessions").fetch_one(app.sql()).await?;
    browser.move_to(&app.restart_with(&[("REFRESH_TOKEN_VALIDITY", "7200")]).await?);
    browser.refresh().await?.expect_ok()?;
    let after: i64 =
        sqlx::query_scalar("SELECT expires_at FROM sessions").fetch_one(app.sql()).await?;
    assert_eq!(after, before);
    Ok(())
}

#[tokio::test]
async fn the_access_cookie_outlives_its_token_on_purpose() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    app.pass_seconds(50 * 24 * 3600);
    // Its presence says that a refresh may work.
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    browser.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn no_cookie_asks_for_more_than_four_hundred_days() -> Result<()> {
    let years = ("REFRESH_TOKEN_VALIDITY", "100000000");
    let app = TestApp::with(&[years, ("SESSION_MAX_AGE", "100000000")]).await?;
    let mut browser = app.browser();
    let reply =
        browser.sign_in(backend::account::DEMO_EMAIL, backend::account::DEMO_PASSWORD).await?;
    for cookie in reply.set_cookies() {
        let ends = cookie.expires_datetime().map(|end| Timestamp::from_secs(end.unix_timestamp()));
        let most = START + Duration::from_hours(400 * 24);
        assert!(ends.is_some_and(|end| end <= most), "{cookie}");
    }
    Ok(())
}
