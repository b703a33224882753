//! The reference replies of wire protocol section 12, header by header, with anti-CSRF tokens on
//! and the clock standing still.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Result;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use cookie::time::{OffsetDateTime, UtcDateTime};
use serde_json::json;
use shared::TokenTransfer;
use shared::names::header::REMOVE;
use tests::{Call, Client, Reply, START, SessionHeaders, TestApp};

const REFRESH_PATH: &str = "/auth/session/refresh";
const EPOCH: &str = "Thu, 01 Jan 1970 00:00:00 GMT";

async fn app() -> Result<TestApp> {
    TestApp::with(&[("ANTI_CSRF", "via_token"), ("ACCESS_TOKEN_VALIDITY", "3")]).await
}

/// A `Set-Cookie` line as its name and value, and its attributes in whatever order.
fn parts(line: &str) -> (String, BTreeSet<String>) {
    let mut parts = line.split("; ").map(str::to_owned);
    (parts.next().unwrap_or_default(), parts.collect())
}

fn cookie(name: &str, value: &str, path: &str, expires: &str) -> (String, BTreeSet<String>) {
    parts(&format!("{name}={value}; Path={path}; Expires={expires}; HttpOnly; SameSite=Lax"))
}

/// The date `days` after the test's start, as cookies write it.
fn days_later(days: u64) -> Result<String> {
    let date =
        OffsetDateTime::from_unix_timestamp((START + Duration::from_hours(24 * days)).as_secs())?;
    let date = UtcDateTime::from(date);
    let (weekday, month) = (date.weekday().to_string(), date.month().to_string());
    let (day, year) = (date.day(), date.year());
    let (hour, minute, second) = date.as_hms();
    Ok(format!(
        "{}, {day:02} {} {year} {hour:02}:{minute:02}:{second:02} GMT",
        &weekday[..3],
        &month[..3]
    ))
}

fn cookies_of(reply: &Reply) -> Vec<(String, BTreeSet<String>)> {
    reply.session_headers().set_cookie.iter().map(|line| parts(line)).collect()
}

fn both_cookies(client: &Client) -> Result<Vec<(String, BTreeSet<String>)>> {
    Ok(vec![
        cookie("sAccessToken", &client.access()?, "/", &days_later(365)?),
        cookie("sRefreshToken", &client.refresh_text()?, REFRESH_PATH, &days_later(100)?),
    ])
}

fn both_emptied() -> Vec<(String, BTreeSet<String>)> {
    vec![cookie("sAccessToken", "", "/", EPOCH), cookie("sRefreshToken", "", REFRESH_PATH, EPOCH)]
}

/// Everything but the cookies.
fn headers_of(reply: &Reply) -> SessionHeaders {
    SessionHeaders { set_cookie: Vec::new(), ..reply.session_headers() }
}

fn all_cleared() -> SessionHeaders {
    SessionHeaders {
        front_token: Some(REMOVE.to_owned()),
        st_access_token: Some(String::new()),
        st_refresh_token: Some(String::new()),
        expose: Some("front-token, st-access-token, st-refresh-token".to_owned()),
        ..SessionHeaders::default()
    }
}

#[tokio::test]
async fn sign_in_by_cookie() -> Result<()> {
    let app = app().await?;
    let mut browser = app.browser();
    let reply = browser.sign_in(DEMO_EMAIL, DEMO_PASSWORD).await?;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()?["status"], "OK");
    assert_eq!(cookies_of(&reply), both_cookies(&browser)?);
    let said = headers_of(&reply);
    assert_eq!(said.expose.as_deref(), Some("front-token, anti-csrf"));
    assert_eq!((said.st_access_token, said.st_refresh_token), (None, None));
    let front = reply.front_token()?;
    assert_eq!(front.up["antiCsrfToken"].as_str(), said.anti_csrf.as_deref());
    assert!(said.anti_csrf.is_some());
    Ok(())
}

#[tokio::test]
async fn a_protected_get_says_nothing_of_the_session() -> Result<()> {
    let app = app().await?;
    let reply = app.signed_in().await?.get("/getSession").await?;
    assert_eq!(reply.status, 200);
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}

#[tokio::test]
async fn a_protected_post_without_anti_csrf_is_told_to_refresh() -> Result<()> {
    let app = app().await?;
    let mut browser = app.signed_in().await?;
    let call =
        Call::post("/api/account/confirm").json(&json!({"password": "x"})).without("anti-csrf");
    let reply = browser.send(call).await?;
    assert_eq!(reply.status, 401);
    let body = json!({"type": "TRY_REFRESH_TOKEN", "message": "try refresh token"});
    assert_eq!(reply.json()?, body);
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}

#[tokio::test]
async fn a_protected_get_without_a_token_clears_nothing() -> Result<()> {
    let app = app().await?;
    let reply = app.browser().get("/getSession").await?;
    assert_eq!(reply.status, 401);
    assert_eq!(reply.json()?, json!({"type": "UNAUTHORISED", "message": "unauthorised"}));
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}

#[tokio::test]
async fn a_protected_get_with_a_cookie_of_old_clients_is_told_to_refresh() -> Result<()> {
    let app = app().await?;
    let mut browser = app.signed_in().await?;
    browser.jar.put("sIdRefreshToken", "x");
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.status, 401);
    assert_eq!(reply.json()?["message"], "try refresh token");
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}

#[tokio::test]
async fn refresh_sets_everything_anew() -> Result<()> {
    let app = app().await?;
    let mut browser = app.signed_in().await?;
    let (access, refresh) = (browser.access()?, browser.refresh_text()?);
    let anti_csrf = browser.anti_csrf.clone();
    let reply = browser.refresh().await?;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()?, json!({}));
    assert_eq!(cookies_of(&reply), both_cookies(&browser)?);
    assert_ne!((access, refresh), (browser.access()?, browser.refresh_text()?));
    let said = headers_of(&reply);
    assert_eq!(said.expose.as_deref(), Some("front-token, anti-csrf"));
    assert_eq!((said.st_access_token, said.st_refresh_token), (None, None));
    assert!(said.anti_csrf.is_some() && said.anti_csrf != anti_csrf);
    assert_eq!(reply.front_token()?.up["antiCsrfToken"].as_str(), said.anti_csrf.as_deref());
    Ok(())
}

/// Engine A of the reference promotes here and sends another access token. Latchkey's engine
/// rotates at the refresh itself and has nothing to add.
#[tokio::test]
async fn the_first_protected_get_after_a_refresh_says_nothing_either() -> Result<()> {
    let app = app().await?;
    let mut browser = app.signed_in().await?;
    browser.refresh().await?.expect_ok()?;
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.status, 200);
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}

#[tokio::test]
async fn a_replayed_refresh_token_is_theft_and_clears_everything() -> Result<()> {
    let app = app().await?;
    let mut browser = app.signed_in().await?;
    let mut copy = browser.clone();
    browser.refresh().await?.expect_ok()?;
    app.pass_seconds(31);
    let reply = copy.refresh().await?;
    assert_eq!(reply.status, 401);
    let body = json!({"type": "TOKEN_THEFT_DETECTED", "message": "token theft detected"});
    assert_eq!(reply.json()?, body);
    assert_eq!(cookies_of(&reply), both_emptied());
    assert_eq!(headers_of(&reply), all_cleared());
    assert!(copy.jar.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_refresh_without_a_token_clears_everything() -> Result<()> {
    let app = app().await?;
    let reply = app.browser().refresh().await?;
    assert_eq!(reply.status, 401);
    assert_eq!(reply.json()?, json!({"type": "UNAUTHORISED", "message": "unauthorised"}));
    assert_eq!(cookies_of(&reply), both_emptied());
    assert_eq!(headers_of(&reply), all_cleared());
    Ok(())
}

#[tokio::test]
async fn a_refresh_with_a_cookie_name_twice_is_the_one_fault_that_input_can_cause() -> Result<()> {
    let app = app().await?;
    let call = Call::post(REFRESH_PATH).header("cookie", "sRefreshToken=a; sRefreshToken=b");
    let reply = app.browser().send(call).await?;
    assert_eq!(reply.status, 500);
    let message = reply.json()?["message"].as_str().map(str::to_owned).unwrap_or_default();
    assert!(message.contains("The request contains multiple session cookies."), "{message}");
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}

#[tokio::test]
async fn sign_in_by_header() -> Result<()> {
    let app = app().await?;
    let mut client = app.client(TokenTransfer::Header);
    let reply = client.sign_in(DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
    let expected = SessionHeaders {
        front_token: client.front_token.clone(),
        st_access_token: Some(client.access()?),
        st_refresh_token: Some(client.refresh_text()?),
        expose: Some("front-token, st-access-token, st-refresh-token".to_owned()),
        ..SessionHeaders::default()
    };
    assert_eq!(reply.session_headers(), expected);
    assert!(reply.front_token()?.up["antiCsrfToken"].is_null());
    Ok(())
}

#[tokio::test]
async fn refresh_by_header() -> Result<()> {
    let app = app().await?;
    let mut client = app.signed_in_by(TokenTransfer::Header).await?;
    let before = (client.access()?, client.refresh_text()?);
    let reply = client.refresh().await?.expect_ok()?;
    let expected = SessionHeaders {
        front_token: client.front_token.clone(),
        st_access_token: Some(client.access()?),
        st_refresh_token: Some(client.refresh_text()?),
        expose: Some("front-token, st-access-token, st-refresh-token".to_owned()),
        ..SessionHeaders::default()
    };
    assert_eq!(reply.session_headers(), expected);
    assert_ne!(before, (client.access()?, client.refresh_text()?));
    Ok(())
}

#[tokio::test]
async fn sign_out_by_header() -> Result<()> {
    let app = app().await?;
    let reply = app.signed_in_by(TokenTransfer::Header).await?.sign_out().await?;
    assert_eq!((reply.status.as_u16(), reply.json()?), (200, json!({"status": "OK"})));
    assert_eq!(reply.session_headers(), all_cleared());
    Ok(())
}

#[tokio::test]
async fn sign_out_by_cookie() -> Result<()> {
    let app = app().await?;
    let reply = app.signed_in().await?.sign_out().await?;
    assert_eq!((reply.status.as_u16(), reply.json()?), (200, json!({"status": "OK"})));
    assert_eq!(cookies_of(&reply), both_emptied());
    let expected = SessionHeaders {
        front_token: Some(REMOVE.to_owned()),
        expose: Some("front-token".to_owned()),
        ..SessionHeaders::default()
    };
    assert_eq!(headers_of(&reply), expected);
    Ok(())
}
