//! `sIdRefreshToken`: spoken with LEGACY_ID_REFRESH_COOKIE, a stranger without it (wire protocol
//! 3.4).

use anyhow::{Context, Result};
use axum::http::Method;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use serde_json::json;
use shared::{ErrorType, TokenTransfer};
use tests::{Call, Client, Reply, TestApp};

const COOKIE: &str = "sIdRefreshToken";

async fn spoken() -> Result<TestApp> {
    TestApp::with(&[("LEGACY_ID_REFRESH_COOKIE", "true")]).await
}

fn protected() -> Vec<Call> {
    vec![
        Call::get("/getSession"),
        Call::get("/api/sessions"),
        Call::get("/getJWT"),
        Call::put("/api/session/data").json(&json!({"data": {}})),
        Call::new(Method::DELETE, "/api/sessions"),
        Call::post("/auth/signout"),
    ]
}

fn clears_it(reply: &Reply) -> bool {
    reply.set_cookie(COOKIE).is_some_and(|cookie| cookie.value().is_empty())
}

#[tokio::test]
async fn spoken_and_missing_no_route_has_a_session_and_everything_is_cleared() -> Result<()> {
    let app = spoken().await?;
    let browser = app.signed_in().await?;
    for call in protected() {
        let mut without = browser.clone();
        without.jar.remove(COOKIE);
        let reply = without.send(call).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
        assert!(reply.clears_everything() && clears_it(&reply));
        assert!(without.jar.is_empty());
    }
    let reply = app.browser().get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.clears_everything());
    assert_eq!(app.session_count().await?, 1, "nothing ended in the database");
    Ok(())
}

#[tokio::test]
async fn spoken_and_there_without_an_access_token_every_route_asks_for_a_refresh() -> Result<()> {
    let app = spoken().await?;
    for call in protected() {
        let mut browser = app.signed_in().await?;
        browser.jar.remove("sAccessToken");
        let reply = browser.send(call).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
        assert!(reply.says_nothing_of_the_session());
        browser.refresh().await?.expect_ok()?;
        browser.get("/getSession").await?.expect_ok()?;
    }
    Ok(())
}

#[tokio::test]
async fn spoken_sign_in_and_refresh_set_it_and_sign_out_clears_it() -> Result<()> {
    let app = spoken().await?;
    let mut browser = app.browser();
    let reply = browser.sign_in(DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
    let cookie = reply.set_cookie(COOKIE);
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
    assert!(browser.refresh().await?.expect_ok()?.set_cookie(COOKIE).is_some());
    browser.sign_out().await?.expect_ok()?;
    assert!(browser.jar.is_empty());
    Ok(())
}

#[tokio::test]
async fn spoken_it_is_a_browsers_cookie_and_no_secret() -> Result<()> {
    let app = spoken().await?;
    let mut browser = app.browser();
    let reply = browser.sign_up("ada@example.com", tests::PASSWORD).await?.expect_ok()?;
    let cookie = reply.set_cookie(COOKIE).context("a cookie")?;
    assert_eq!((cookie.http_only(), cookie.path()), (Some(true), Some("/")));
    let value = cookie.value().to_owned();
    assert!(!browser.access()?.contains(&value) && !browser.refresh_text()?.contains(&value));
    // As its own refresh token it opens nothing.
    let call = Call::post("/auth/session/refresh").header("rid", "x");
    let reply = app.send(call.header("cookie", format!("sRefreshToken={value}"))).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    // Header mode needs none and gets none.
    let mut client = app.client(TokenTransfer::Header);
    let reply = client.sign_in(DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
    assert!(reply.set_cookie(COOKIE).is_none());
    client.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn spoken_a_refresh_sets_it_anew_and_a_refused_one_clears_it() -> Result<()> {
    let app = spoken().await?;
    let mut browser = app.signed_in().await?;
    let mut thief = browser.clone();
    browser.jar.remove(COOKIE);
    app.pass_seconds(100);
    let reply = browser.refresh().await?.expect_ok()?;
    let (cookie, token) = (reply.set_cookie(COOKIE), reply.set_cookie("sRefreshToken"));
    let (cookie, token) = (cookie.context("a cookie")?, token.context("a cookie")?);
    assert_eq!(cookie.expires_datetime(), token.expires_datetime());
    app.pass_seconds(31);
    let reply = thief.refresh().await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TokenTheftDetected)));
    assert!(clears_it(&reply) && reply.clears_everything());
    let reply = browser.refresh().await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(clears_it(&reply));
    Ok(())
}

async fn with_stranger(app: &TestApp) -> Result<Client> {
    let mut browser = app.signed_in().await?;
    browser.jar.put(COOKIE, "from an older app");
    Ok(browser)
}

#[tokio::test]
async fn a_stranger_on_any_protected_route_means_refresh_whatever_else_is_there() -> Result<()> {
    let app = TestApp::new().await?;
    for call in protected() {
        for with_token in [true, false] {
            let mut browser = with_stranger(&app).await?;
            if !with_token {
                browser.jar.remove("sAccessToken");
            }
            let reply = browser.send(call.clone()).await?;
            assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
            assert!(reply.says_nothing_of_the_session());
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_stranger_goes_with_every_refresh_that_changes_cookies_and_stays_with_a_fault()
-> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = with_stranger(&app).await?;
    let mut thief = browser.clone();
    let reply = browser.refresh().await?.expect_ok()?;
    assert!(clears_it(&reply));
    assert_eq!(browser.jar.get(COOKIE), None);
    browser.get("/getSession").await?.expect_ok()?;
    app.pass_seconds(31);
    let reply = thief.refresh().await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TokenTheftDetected)));
    assert!(clears_it(&reply));
    let mut nobody = app.browser();
    nobody.jar.put(COOKIE, "x");
    let reply = nobody.refresh().await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(clears_it(&reply));
    let mut unlucky = with_stranger(&app).await?;
    sqlx::query("ALTER TABLE sessions RENAME TO away").execute(app.sql()).await?;
    let reply = unlucky.refresh().await?;
    assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)));
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}
