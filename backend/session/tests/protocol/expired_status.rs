//! SESSION_EXPIRED_STATUS_CODE: one number for every way in which a session is over, and for
//! nothing else (wire protocol 9).

use anyhow::{Context, Result};
use axum::http::Method;
use serde_json::json;
use shared::{ErrorType, TokenTransfer};
use tests::{Call, PASSWORD, TestApp};

async fn app(more: &[(&str, &str)]) -> Result<TestApp> {
    TestApp::with(&[&[("SESSION_EXPIRED_STATUS_CODE", "440")], more].concat()).await
}

#[tokio::test]
async fn stands_for_unauthorised_try_refresh_and_theft_on_every_route() -> Result<()> {
    for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
        let app = app(&[]).await?;
        for call in [
            Call::get("/getSession"),
            Call::get("/getJWT"),
            Call::get("/api/sessions"),
            Call::get("/api/session/data"),
            Call::new(Method::DELETE, "/api/account"),
            Call::post("/auth/signout"),
        ] {
            let reply = app.client(mode).send(call.clone()).await?;
            assert_eq!(reply.outcome(), (440, Some(ErrorType::Unauthorised)));
            let mut late = app.signed_in_by(mode).await?;
            app.pass_seconds(3600);
            let reply = late.send(call).await?;
            assert_eq!(reply.outcome(), (440, Some(ErrorType::TryRefreshToken)));
        }
        let reply = app.client(mode).refresh().await?;
        assert_eq!(reply.outcome(), (440, Some(ErrorType::Unauthorised)));
        assert!(reply.clears_everything());
        let mut owner = app.signed_in_by(mode).await?;
        let mut thief = owner.clone();
        owner.refresh().await?.expect_ok()?;
        app.pass_seconds(31);
        let reply = thief.refresh().await?;
        assert_eq!(reply.outcome(), (440, Some(ErrorType::TokenTheftDetected)));
        assert!(reply.clears_everything());
        let reply = owner.refresh().await?;
        assert_eq!(reply.outcome(), (440, Some(ErrorType::Unauthorised)));
    }
    Ok(())
}

#[tokio::test]
async fn stands_for_a_session_that_is_found_gone_while_the_handler_works() -> Result<()> {
    for settings in [&[][..], &[("CHECK_DATABASE", "true")]] {
        let app = app(settings).await?;
        let gone = app.signed_in().await?;
        sqlx::query("DELETE FROM sessions").execute(app.sql()).await?;
        let patch = Call::new(Method::PATCH, "/api/session/payload");
        for call in [
            Call::get("/api/session/data"),
            patch.json(&json!({"payload": {"a": 1}})),
            Call::new(Method::DELETE, "/api/sessions"),
        ] {
            let reply = gone.clone().send(call).await?;
            assert_eq!(reply.outcome(), (440, Some(ErrorType::Unauthorised)));
            assert!(reply.clears_everything());
        }
    }
    Ok(())
}

#[tokio::test]
async fn other_refusals_keep_their_own() -> Result<()> {
    let app = app(&[]).await?;
    let mut browser = app.browser();
    browser.sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    let wrong = json!({"password": "wrong"});
    assert_eq!(browser.post_json("/api/account/confirm", &wrong).await?.status, 400);
    let reply = app.browser().sign_in("ada@example.com", "wrong").await?;
    assert_eq!(
        (reply.status.as_u16(), &reply.json()?["status"]),
        (200, &json!("WRONG_CREDENTIALS_ERROR"),)
    );
    let foreign = Call::post("/auth/signout").header("origin", "http://evil.test");
    assert_eq!(browser.send(foreign).await?.status, 403);
    assert_eq!(browser.get("/api/nothing").await?.status, 404);
    app.pass_seconds(15 * 60 + 1);
    let reply = browser.send(Call::new(Method::DELETE, "/api/account")).await?;
    assert_eq!(reply.outcome(), (403, Some(ErrorType::Reauthenticate)));
    Ok(())
}

#[tokio::test]
async fn with_the_cookie_of_old_clients_too() -> Result<()> {
    let app = app(&[("LEGACY_ID_REFRESH_COOKIE", "true")]).await?;
    let mut browser = app.signed_in().await?;
    browser.jar.remove("sAccessToken");
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (440, Some(ErrorType::TryRefreshToken)));
    browser.jar.remove("sIdRefreshToken");
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (440, Some(ErrorType::Unauthorised)));
    assert_eq!(reply.set_cookie("sIdRefreshToken").context("cleared")?.value(), "");
    Ok(())
}
