//! Cookies that are cleared, doubled or left over (wire protocol 3): what no other file asks.

use anyhow::{Context, Result};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use backend::error::Error;
use serde_json::{Map, json};
use session::axum::{RequestSession, Transport};
use session::{NewSession, Session, Unauthorised};
use shared::{ErrorType, TenantId};
use tests::{Call, Client, TestApp};

/// A name of this machine that has a domain above it.
const API: (&str, &str) = ("API_DOMAIN", "http://api.app.localhost:3000");
const REFRESH: &str = "/auth/session/refresh";

fn around(app: &TestApp, routes: Router) -> Router {
    let config = app.state.config.transport.clone();
    let transport = Transport::new(app.state.sessions.clone(), config);
    routes.layer(from_fn_with_state(transport, session::axum::layer))
}

/// What a browser sends whose cookies were set for two domains.
fn doubled(old: &Client, new: &Client) -> Result<String> {
    let pairs = [
        format!("sAccessToken={}; sAccessToken={}", old.access()?, new.access()?),
        format!("sRefreshToken={}; sRefreshToken={}", old.refresh_text()?, new.refresh_text()?),
    ];
    Ok(pairs.join("; "))
}

async fn merge_and_leave(session: Session) -> Result<&'static str, Error> {
    session.merge_into_access_token_payload(Map::from_iter([("a".to_owned(), json!(1))])).await?;
    session.revoke_session().await?;
    Ok("gone")
}

#[tokio::test]
async fn the_last_word_on_a_cookie_is_the_only_one() -> Result<()> {
    let app = TestApp::new().await?;
    let router = around(&app, Router::new().route("/leave", post(merge_and_leave)));
    let cookie = format!("sAccessToken={}", app.signed_in().await?.access()?);
    let call = Call::post("/leave").header("rid", "x").header("cookie", cookie);
    let reply = tests::send(router, call).await?.expect_ok()?;
    let words: Vec<_> = reply.set_cookies().iter().map(ToString::to_string).collect();
    assert_eq!(words.len(), 2, "{words:?}");
    assert!(reply.set_cookies().iter().all(|cookie| cookie.value().is_empty()), "{words:?}");
    assert_eq!(reply.header("front-token"), Some("remove"));
    Ok(())
}

async fn sign_in_and_fail(exchange: RequestSession, session: Session) -> Result<(), Error> {
    let new = NewSession::of(session.get_user_id().clone(), TenantId::public());
    exchange.create_new_session(new).await?;
    Err(Unauthorised::SessionGone.into())
}

#[tokio::test]
async fn a_clearing_takes_a_pending_anti_csrf_token_along() -> Result<()> {
    let app = TestApp::with(&[("ANTI_CSRF", "via_token")]).await?;
    let router = around(&app, Router::new().route("/fail", post(sign_in_and_fail)));
    let browser = app.signed_in().await?;
    let call = Call::post("/fail")
        .header("st-auth-mode", "cookie")
        .header("anti-csrf", browser.anti_csrf.clone().context("a token")?)
        .header("cookie", format!("sAccessToken={}", browser.access()?));
    let reply = tests::send(router, call).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.clears_everything());
    assert_eq!(reply.header("anti-csrf"), None);
    let exposed = reply.header("access-control-expose-headers");
    assert_eq!(exposed, Some("front-token, st-access-token, st-refresh-token"));
    Ok(())
}

#[tokio::test]
async fn theft_takes_the_cookie_of_old_clients_along() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let mut copy = browser.clone();
    browser.refresh().await?.expect_ok()?;
    app.pass_seconds(31);
    copy.jar.put("sIdRefreshToken", "x");
    let reply = copy.refresh().await?;
    assert_eq!(reply.error_type(), Some(ErrorType::TokenTheftDetected));
    assert_eq!(reply.set_cookie("sIdRefreshToken").context("cleared")?.value(), "");
    assert!(reply.clears_everything());
    Ok(())
}

#[tokio::test]
async fn where_the_older_cookies_were_this_hosts_they_go_and_the_current_session_stays()
-> Result<()> {
    let app = TestApp::with(&[API]).await?;
    let settings = [("COOKIE_DOMAIN", "app.localhost"), ("OLDER_COOKIE_DOMAIN", "host")];
    let moved = app.restart_with(&settings).await?;
    let old = app.signed_in().await?;
    app.pass_seconds(60);
    let new = moved.signed_in().await?;
    for (first, second) in [(&old, &new), (&new, &old)] {
        let call = Call::post(REFRESH).header("rid", "x").header("cookie", doubled(first, second)?);
        let reply = moved.send(call).await?.expect_ok()?;
        assert!(reply.json()?["message"].is_string());
        let cleared: Vec<_> = reply.set_cookies();
        assert_eq!(cleared.len(), 2);
        for (cookie, (name, path)) in
            cleared.iter().zip([("sAccessToken", "/"), ("sRefreshToken", REFRESH)])
        {
            assert_eq!((cookie.name(), cookie.value(), cookie.path()), (name, "", Some(path)));
            assert_eq!(cookie.domain(), None);
        }
        // Clients throw on a 200 from the refresh route without one. In whatever order they come,
        // the newer token is the session's.
        assert_eq!(reply.front_token()?, new.session()?);
    }
    Ok(())
}

#[tokio::test]
async fn the_current_front_token_goes_along_where_the_refresh_cookie_alone_is_doubled() -> Result<()>
{
    let app = TestApp::with(&[API]).await?;
    let settings = [("COOKIE_DOMAIN", "app.localhost"), ("OLDER_COOKIE_DOMAIN", "host")];
    let moved = app.restart_with(&settings).await?;
    let browser = moved.signed_in().await?;
    let cookies = format!(
        "sAccessToken={}; sRefreshToken=stale; sRefreshToken={}",
        browser.access()?,
        browser.refresh_text()?
    );
    // Expired or not: what it says of the session holds until the next refresh, which works.
    for seconds in [0, 3600] {
        moved.pass_seconds(seconds);
        let call = Call::post(REFRESH).header("rid", "x").header("cookie", &cookies);
        let reply = moved.send(call).await?.expect_ok()?;
        assert_eq!(reply.front_token()?, browser.session()?);
        assert_eq!(reply.set_cookies().len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn cookies_that_browsers_would_drop_stop_the_start() -> Result<()> {
    let settings = |api: &'static str, page: &'static str| {
        [("API_DOMAIN", api), ("WEBSITE_DOMAIN", page), ("ALLOW_LAN", "true")]
    };
    let refused = TestApp::with(&settings("http://api.example.com", "http://example.org")).await;
    let sentence = refused.err().context("another site over http")?.to_string();
    assert!(sentence.contains("SameSite=None"), "{sentence}");
    // One site, and two that count as one because they are local.
    TestApp::with(&settings("http://api.example.com", "http://example.com")).await?;
    TestApp::with(&settings("http://10.0.0.1:3000", "http://localhost:8080")).await?;
    Ok(())
}
