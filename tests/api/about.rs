//! GET /api/config and GET /api/diagnostics: what the server says of itself and of a request.

use anyhow::Result;
use serde_json::json;
use shared::ClientConfig;
use tests::{Call, TestApp};

#[tokio::test]
async fn a_page_learns_the_settings_that_it_needs_and_may_keep_them() -> Result<()> {
    let app = TestApp::new().await?;
    let reply = app.send(Call::get("/api/config")).await?.expect_ok()?;
    assert_eq!(reply.header("cache-control"), Some("public, max-age=60"));
    assert!(reply.says_nothing_of_the_session());
    let config: ClientConfig = serde_json::from_value(reply.json()?)?;
    assert_eq!(config, ClientConfig::default(), "the defaults of both sides are one");
    let settings = [
        ("API_BASE_PATH", "/api/v1/auth"),
        ("SESSION_EXPIRED_STATUS_CODE", "440"),
        ("PASSWORD_MIN_LENGTH", "15"),
        ("REFRESH_TOKEN_VALIDITY", "7200"),
        ("TOKEN_TRANSFER", "header"),
    ];
    let reply = TestApp::with(&settings).await?.send(Call::get("/api/config")).await?;
    let expected = json!({
        "apiBasePath": "/api/v1/auth", "sessionExpiredStatusCode": 440, "passwordMinLength": 15,
        "refreshTokenValidity": 7200, "tokenTransfer": "header",
        "sessionTokenBackendDomain": null, "sessionTokenFrontendDomain": null,
    });
    assert_eq!(reply.expect_ok()?.json()?, expected);
    Ok(())
}

#[tokio::test]
async fn no_secret_is_among_the_settings() -> Result<()> {
    let app = TestApp::new().await?;
    let text = app.send(Call::get("/api/config")).await?.text();
    for secret in [tests::SECRET_KEY, "sqlite", "latchkey.db"] {
        assert!(!text.contains(secret), "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn diagnostics_show_what_arrived_whatever_it_is_worth() -> Result<()> {
    let app = TestApp::new().await?;
    let call = Call::get("/api/diagnostics")
        .header("origin", "http://localhost:8080")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", "sAccessToken=forged; sAccessToken=twice; other=secret-of-others")
        .from_peer("192.0.2.7:4000".parse()?);
    let reply = app.send(call).await?.expect_ok()?;
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert!(reply.says_nothing_of_the_session(), "and clears nothing");
    let expected = json!({
        "now": app.now(), "version": env!("CARGO_PKG_VERSION"), "host": "localhost",
        "origin": "http://localhost:8080", "fetchSite": "same-origin", "hasAccessToken": true,
        "hasDuplicateCookies": true, "secureCookies": false, "address": "192.0.2.7",
    });
    assert_eq!(reply.json()?, expected, "no cookie's value is repeated");
    let bare = app.send(Call::get("/api/diagnostics")).await?.expect_ok()?.json()?;
    assert_eq!((&bare["origin"], &bare["hasAccessToken"]), (&json!(null), &json!(false)));
    let mut browser = app.signed_in().await?;
    let before = app.state.db.query_count();
    let seen = browser.get("/api/diagnostics").await?.expect_ok()?.json()?;
    assert_eq!(seen["hasAccessToken"], true);
    assert_eq!(app.state.db.query_count(), before, "nothing is looked up for it");
    let long = "x".repeat(4000);
    let cut = app.send(Call::get("/api/diagnostics").header("sec-fetch-site", &long)).await?;
    assert_eq!(cut.expect_ok()?.json()?["fetchSite"].as_str().map(str::len), Some(256));
    Ok(())
}
