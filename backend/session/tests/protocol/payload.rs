//! Merging into the access token's payload, by code on the server (wire protocol 8).

use anyhow::{Context, Result};
use serde_json::json;
use shared::{ErrorType, TokenTransfer};
use tests::TestApp;

use crate::server_merge::merge;

#[tokio::test]
async fn the_reply_carries_a_new_access_token_and_nothing_else() -> Result<()> {
    for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
        let app = TestApp::with(&[("ANTI_CSRF", "via_token")]).await?;
        let mut client = app.signed_in_by(mode).await?;
        let before = client.session()?;
        let (refresh, anti_csrf) = (client.refresh_text()?, client.anti_csrf.clone());
        app.pass_seconds(60);
        let reply =
            merge(&mut client, json!({"theme": "dark", "a": {"b": 1}})).await?.expect_ok()?;
        assert_eq!(reply.header("anti-csrf"), None, "the script keeps the one it has");
        assert_eq!(reply.header("st-refresh-token"), None);
        assert!(reply.set_cookie("sRefreshToken").is_none());
        let mut expected = before.up.clone();
        expected.insert("theme".to_owned(), json!("dark"));
        expected.insert("a".to_owned(), json!({"b": 1}));
        expected.insert("iat".to_owned(), json!(app.now().as_secs()));
        // The expiry is kept, and so are the hash and the anti-CSRF value.
        assert_eq!(json!(client.session()?.up), json!(expected));
        assert_eq!((client.refresh_text()?, client.anti_csrf.clone()), (refresh, anti_csrf));
        let seen = client.get("/getSession").await?.expect_ok()?.json()?;
        assert_eq!(seen["accessTokenPayload"], json!(expected));
        client.refresh().await?.expect_ok()?;
        assert_eq!(client.session()?.up["theme"], "dark");
    }
    Ok(())
}

#[tokio::test]
async fn merges_are_shallow_null_deletes_and_protected_names_are_ignored() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.signed_in().await?;
    merge(&mut client, json!({"a": {"x": 1}, "b": 1})).await?.expect_ok()?;
    merge(&mut client, json!({"a": {"y": 2}, "b": null})).await?.expect_ok()?;
    let before = client.session()?.up;
    assert_eq!((&before["a"], before.get("b")), (&json!({"y": 2}), None));
    let attack = json!({
        "sub": "root", "rsub": "root", "tId": "acme", "exp": i64::MAX, "iat": 0, "nbf": i64::MAX,
        "sessionHandle": "x", "refreshTokenHash1": "x", "parentRefreshTokenHash1": "x",
        "antiCsrfToken": "x", "stt": 1, "iss": "http://evil.test",
    });
    merge(&mut client, attack).await?.expect_ok()?;
    let removal = json!({"sub": null, "exp": null, "tId": null, "sessionHandle": null});
    merge(&mut client, removal).await?.expect_ok()?;
    assert_eq!(client.session()?.up, before);
    client.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_payload_too_large_for_a_cookie_is_refused_and_not_stored() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.signed_in().await?;
    let reply = merge(&mut client, json!({"big": "x".repeat(4096)})).await?;
    assert_eq!(reply.outcome(), (400, Some(ErrorType::BadRequest)));
    assert!(reply.says_nothing_of_the_session());
    client.refresh().await?.expect_ok()?;
    assert_eq!(client.session()?.up.get("big"), None);
    // What is stored always fits: name and value within 4,096 bytes.
    let mut len = 2_000;
    while merge(&mut client, json!({"big": "x".repeat(len)})).await?.status == 200 {
        let pair = format!("sAccessToken={}", client.access()?);
        assert!(pair.len() <= 4096, "{}", pair.len());
        len += 50;
    }
    Ok(())
}

/// The longest spelling of the cookie's name, with the sign behind it.
const LONGEST_NAME: &str = "__Secure-sAccessToken=";

#[tokio::test]
async fn what_was_accepted_fits_with_every_algorithm_and_mode() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.signed_in().await?;
    let mut len = 2_000;
    while merge(&mut client, json!({"big": "x".repeat(len)})).await?.status == 200 {
        len += 20;
    }
    assert!(len > 2_200, "not much is left for the app: {len}");
    let settings = [("SIGNING_ALGORITHM", "rs256"), ("ANTI_CSRF", "via_token")];
    let changed = app.restart_with(&settings).await?;
    app.pass_seconds(60);
    changed.state.sessions.keys().maintain().await?;
    // A new session with the same payload as the old one has by now.
    let largest = client.session()?.up["big"].clone();
    let mut client = changed.signed_in().await?;
    merge(&mut client, json!({"big": largest})).await?.expect_ok()?;
    client.refresh().await?.expect_ok()?;
    let token = client.access()?;
    assert_eq!(jsonwebtoken::decode_header(&token)?.alg, jsonwebtoken::Algorithm::RS256);
    let len = LONGEST_NAME.len() + token.len();
    assert!(len <= 4096, "{len}");
    assert!(len > 4000, "{len}: the limit is stricter than it must be");
    Ok(())
}

#[tokio::test]
async fn the_limit_is_for_what_is_stored_and_not_for_what_is_there() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.signed_in().await?;
    let large = json!({"iss": "x", "big": "x".repeat(5_000)}).to_string();
    sqlx::query("UPDATE sessions SET access_token_payload = $1")
        .bind(large)
        .execute(app.sql())
        .await?;
    client.refresh().await?.expect_ok()?;
    client.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn concurrent_merges_lose_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let client = app.signed_in().await?;
    let (mut one, mut other) = (client.clone(), client.clone());
    let (a, b) = tokio::join!(merge(&mut one, json!({"a": 1})), merge(&mut other, json!({"b": 1})));
    a?.expect_ok()?;
    b?.expect_ok()?;
    one.refresh().await?.expect_ok()?;
    let up = one.session()?.up;
    assert_eq!((&up["a"], &up["b"]), (&json!(1), &json!(1)));
    Ok(())
}

#[tokio::test]
async fn a_revoked_session_is_cleared_and_an_expired_one_told_to_refresh() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.signed_in().await?;
    let mut late = app.signed_in().await?;
    let handle = client.session()?.session_handle().context("a handle")?;
    app.state.sessions.revoke_session(&handle).await?;
    let reply = merge(&mut client, json!({"a": 1})).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.clears_everything());
    app.pass_seconds(3600);
    let reply = merge(&mut late, json!({"a": 1})).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    Ok(())
}
