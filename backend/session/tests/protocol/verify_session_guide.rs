//! The 1.0 guide's "Verify Session", from the request's cookies to the reply's, in a handler without
//! the session layer. It needs LEGACY_ID_REFRESH_COOKIE=true and ANTI_CSRF=via_token.

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::post;
use backend::error::Error;
use serde_json::{Map, json};
use session::axum::Transport;
use session::{SessionError, Sessions, Unauthorised};
use shared::ErrorType;
use tests::{Call, Client, TestApp};

const SETTINGS: [(&str, &str); 3] =
    [("LEGACY_ID_REFRESH_COOKIE", "true"), ("ANTI_CSRF", "via_token"), ("CHECK_DATABASE", "true")];
const COOKIES: [&str; 3] = ["sAccessToken", "sRefreshToken", "sIdRefreshToken"];

#[derive(Clone)]
struct Guide {
    sessions: Sessions,
    transport: Transport,
}

/// The guide's handler.
async fn verify(State(guide): State<Guide>, headers: HeaderMap) -> Result<Response, Error> {
    let cookies = guide.transport.auth_cookies(&headers);
    let (access, id) = (cookies.access_token.as_deref(), cookies.id_refresh_token.as_deref());
    let anti_csrf = headers.get("anti-csrf").and_then(|token| token.to_str().ok());
    match guide.sessions.get_session(access, anti_csrf, true, id).await {
        Ok(found) => {
            let cookie = found.access_token.map(|token| {
                (header::SET_COOKIE, guide.transport.access_token_cookie(&token).to_string())
            });
            let user = found.session.get_user_id().to_string();
            Ok((AppendHeaders(cookie), user).into_response())
        }
        Err(error) if error.error_type() == ErrorType::GeneralError => Err(error.into()),
        Err(error) => Ok(guide.transport.session_expired(error, own_status()?)),
    }
}

fn own_status() -> Result<StatusCode, Error> {
    StatusCode::from_u16(440).map_err(Error::internal)
}

fn router(app: &TestApp) -> Router {
    let sessions = app.state.sessions.clone();
    let transport = Transport::new(sessions.clone(), app.state.config.transport.clone());
    Router::new().route("/verify", post(verify)).with_state(Guide { sessions, transport })
}

async fn signed_in() -> Result<(TestApp, Router, Client)> {
    let app = TestApp::with(&SETTINGS).await?;
    let client = app.signed_in().await?;
    Ok((app.clone(), router(&app), client))
}

#[tokio::test]
async fn a_good_session_is_answered_and_a_changed_payload_comes_back_as_a_cookie() -> Result<()> {
    let (app, router, mut browser) = signed_in().await?;
    let reply = browser.send_to(router.clone(), Call::post("/verify")).await?.expect_ok()?;
    assert_eq!(reply.text(), browser.session()?.uid.as_str());
    assert!(reply.set_cookies().is_empty(), "nothing changed");
    let handle = browser.session()?.session_handle().context("a handle")?;
    let update = Map::from_iter([("plan".to_owned(), json!("gold"))]);
    app.state.sessions.merge_into_access_token_payload(&handle, &update).await?;
    let before = browser.access()?;
    let reply = browser.send_to(router.clone(), Call::post("/verify")).await?.expect_ok()?;
    let cookie = reply.set_cookie("sAccessToken").context("a new access token")?;
    assert_eq!((cookie.path(), cookie.http_only()), (Some("/"), Some(true)));
    assert_ne!(browser.access()?, before);
    // With it the browser is where it was, and nothing more is to be said.
    let reply = browser.send_to(router, Call::post("/verify")).await?.expect_ok()?;
    assert!(reply.set_cookies().is_empty());
    let seen = browser.get("/getSession").await?.expect_ok()?.json()?;
    assert_eq!(seen["accessTokenPayload"]["plan"], "gold");
    Ok(())
}

#[tokio::test]
async fn what_needs_a_refresh_is_the_handlers_own_status_and_clears_nothing() -> Result<()> {
    let (_, router, browser) = signed_in().await?;
    let mut without_access = browser.clone();
    without_access.jar.remove("sAccessToken");
    let unproven = Call::post("/verify").without("anti-csrf");
    for (mut client, call) in [(without_access, Call::post("/verify")), (browser, unproven)] {
        let reply = client.send_to(router.clone(), call).await?;
        assert_eq!(reply.outcome(), (440, Some(ErrorType::TryRefreshToken)));
        assert!(reply.says_nothing_of_the_session());
        client.refresh().await?.expect_ok()?;
        client.send_to(router.clone(), Call::post("/verify")).await?.expect_ok()?;
    }
    Ok(())
}

#[tokio::test]
async fn a_session_that_is_over_is_the_handlers_own_status_and_clears_all_three_cookies()
-> Result<()> {
    let (app, router, browser) = signed_in().await?;
    let mut without_id = browser.clone();
    without_id.jar.remove("sIdRefreshToken");
    let reply = without_id.send_to(router.clone(), Call::post("/verify")).await?;
    assert_eq!(reply.outcome(), (440, Some(ErrorType::Unauthorised)));
    sqlx::query("DELETE FROM sessions").execute(app.sql()).await?;
    let mut revoked = browser.clone();
    let reply = revoked.send_to(router, Call::post("/verify")).await?;
    assert_eq!(reply.outcome(), (440, Some(ErrorType::Unauthorised)));
    for name in COOKIES {
        assert_eq!(reply.set_cookie(name).context(name)?.value(), "", "{name}");
    }
    assert_eq!(reply.header("front-token"), Some("remove"));
    assert!(revoked.jar.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_fault_is_500_and_clears_nothing() -> Result<()> {
    let (app, router, mut browser) = signed_in().await?;
    sqlx::query("ALTER TABLE sessions RENAME TO away").execute(app.sql()).await?;
    let reply = browser.send_to(router, Call::post("/verify")).await?;
    assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)));
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}

#[tokio::test]
async fn the_cookies_that_clear_are_those_of_the_settings() -> Result<()> {
    let secure = [
        ("RUN_MODE", "production"),
        ("API_DOMAIN", "https://app.example.com"),
        ("WEBSITE_DOMAIN", "https://app.example.com"),
        ("LEGACY_ID_REFRESH_COOKIE", "true"),
    ];
    let prefixed = ["__Host-sAccessToken", "__Secure-sRefreshToken", "__Host-sIdRefreshToken"];
    for (settings, names) in [(&secure[..], prefixed), (&[], COOKIES)] {
        let app = TestApp::with(settings).await?;
        let config = app.state.config.transport.clone();
        let cleared = Transport::new(app.state.sessions.clone(), config).clear_auth_cookies();
        assert_eq!(cleared.each_ref().map(cookie::Cookie::name), names);
        assert!(cleared.iter().all(|cookie| cookie.value().is_empty()));
    }
    Ok(())
}

#[test]
fn an_error_is_known_to_be_the_sessions() {
    let gone = Error::from(Unauthorised::SessionGone);
    let fault = Error::from(SessionError::General(anyhow::anyhow!("away")));
    assert!(gone.is_error_from_auth() && fault.is_error_from_auth());
    for other in [Error::not_found(), Error::bad_request("x")] {
        assert!(!other.is_error_from_auth(), "{other}");
    }
}
