//! POST /session/refresh, at the level of the request (wire protocol 7.3).

use anyhow::Result;
use shared::ErrorType;
use tests::{Call, TestApp};

const PATH: &str = "/auth/session/refresh";

#[tokio::test]
async fn needs_the_custom_header_in_cookie_mode_or_everything_is_cleared() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let token = browser.refresh_text()?;
    let reply = browser.send(Call::post(PATH).without("rid")).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.clears_everything());
    // The session itself is not ended by it.
    assert_eq!(app.generation().await?, 0);
    let call =
        Call::post(PATH).header("rid", "x").header("cookie", format!("sRefreshToken={token}"));
    app.send(call).await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn success_takes_the_cookie_of_old_clients_along() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    browser.jar.put("sIdRefreshToken", "x");
    let reply = browser.refresh().await?.expect_ok()?;
    assert_eq!(reply.set_cookies().len(), 3);
    assert!(browser.jar.get("sIdRefreshToken").is_none());
    browser.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_refusal_takes_the_cookie_of_old_clients_along() -> Result<()> {
    let app = TestApp::new().await?;
    for cookies in ["sIdRefreshToken=x", "sIdRefreshToken=x; sRefreshToken=made-up"] {
        let call = Call::post(PATH).header("rid", "session").header("cookie", cookies);
        let reply = app.send(call).await?;
        assert_eq!(reply.status, 401);
        assert!(reply.clears_everything() && reply.set_cookie("sIdRefreshToken").is_some());
    }
    Ok(())
}

#[tokio::test]
async fn an_old_clients_cookie_without_a_refresh_is_told_to_refresh_before_anything_else()
-> Result<()> {
    let app = TestApp::new().await?;
    for call in [Call::get("/getSession"), Call::post("/auth/signout")] {
        let reply = app.send(call.header("cookie", "sIdRefreshToken=x")).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
        assert!(reply.says_nothing_of_the_session());
    }
    Ok(())
}

#[tokio::test]
async fn a_body_of_any_kind_is_ignored() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    for (kind, body) in [("application/json", "{}"), ("text/plain", "x"), ("", "\u{0}")] {
        let call = Call::post(PATH).header("content-type", kind).body(body);
        browser.send(call).await?.expect_ok()?;
    }
    Ok(())
}

#[tokio::test]
async fn a_trailing_slash_does_not_count() -> Result<()> {
    let app = TestApp::new().await?;
    let browser = app.signed_in().await?;
    let cookie = format!("sRefreshToken={}", browser.refresh_text()?);
    let call =
        Call::post("/auth/session/refresh/").header("rid", "session").header("cookie", cookie);
    app.send(call).await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn the_configured_status_stands_for_every_session_expired() -> Result<()> {
    let app = TestApp::with(&[("SESSION_EXPIRED_STATUS_CODE", "440")]).await?;
    let mut browser = app.signed_in().await?;
    assert_eq!(app.browser().get("/getSession").await?.status, 440);
    assert_eq!(app.browser().refresh().await?.status, 440);
    app.pass_seconds(3600);
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (440, Some(ErrorType::TryRefreshToken)));
    let mut late = browser.clone();
    browser.refresh().await?.expect_ok()?;
    app.pass_seconds(31);
    assert_eq!(late.refresh().await?.outcome(), (440, Some(ErrorType::TokenTheftDetected)));
    Ok(())
}
