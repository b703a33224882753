//! LEGACY_ID_REFRESH_COOKIE: the HTTP layer speaks the 1.0 generation (wire protocol 3.4).

use anyhow::Result;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use shared::ErrorType;
use tests::TestApp;

async fn app() -> Result<TestApp> {
    TestApp::with(&[("LEGACY_ID_REFRESH_COOKIE", "true")]).await
}

#[tokio::test]
async fn sign_in_and_refresh_set_it_and_sign_out_clears_it() -> Result<()> {
    let app = app().await?;
    let mut browser = app.browser();
    let reply = browser.sign_in(DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
    let cookie = reply.set_cookie("sIdRefreshToken");
    let refresh = reply.set_cookie("sRefreshToken");
    assert!(cookie.as_ref().is_some_and(|cookie| !cookie.value().is_empty()));
    assert_eq!(
        cookie.as_ref().and_then(|cookie| cookie.path().map(str::to_owned)).as_deref(),
        Some("/")
    );
    let ends = |cookie: &Option<cookie::Cookie<'_>>| {
        cookie.as_ref().and_then(|cookie| cookie.expires_datetime())
    };
    assert_eq!(ends(&cookie), ends(&refresh));
    browser.get("/getSession").await?.expect_ok()?;
    assert!(browser.refresh().await?.expect_ok()?.set_cookie("sIdRefreshToken").is_some());
    browser.sign_out().await?.expect_ok()?;
    assert!(browser.jar.is_empty());
    Ok(())
}

#[tokio::test]
async fn without_it_the_session_is_unauthorised_and_all_cookies_are_cleared() -> Result<()> {
    let app = app().await?;
    let mut browser = app.signed_in().await?;
    browser.jar.remove("sIdRefreshToken");
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.clears_everything());
    assert!(browser.jar.is_empty());
    Ok(())
}

#[tokio::test]
async fn with_it_and_no_access_token_a_refresh_is_asked_for() -> Result<()> {
    let app = app().await?;
    let mut browser = app.signed_in().await?;
    browser.jar.remove("sAccessToken");
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    assert!(reply.says_nothing_of_the_session());
    browser.refresh().await?.expect_ok()?;
    browser.get("/getSession").await?.expect_ok()?;
    Ok(())
}
