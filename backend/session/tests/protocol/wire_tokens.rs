//! Front tokens and access tokens to the letter (wire protocol 4.3 and 5): what no other file asks.

use std::time::Duration;

use anyhow::{Context, Result};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::{Map, Value, json};
use session::NewSession;
use session::PROTECTED;
use shared::{ErrorType, TenantId};
use tests::{Call, Client, Reply, START, TestApp};

use crate::server_merge;

async fn merge(client: &mut Client, update: Value) -> Result<Reply> {
    server_merge::merge(client, update).await?.expect_ok()
}

/// The names of the ten claims in the order of a text.
fn order(text: &str) -> Vec<&'static str> {
    let mut names = vec![
        "tId",
        "sub",
        "sessionHandle",
        "rsub",
        "refreshTokenHash1",
        "parentRefreshTokenHash1",
        "iss",
        "iat",
        "exp",
        "antiCsrfToken",
    ];
    names.sort_by_key(|name| text.find(&format!("\"{name}\":")));
    names
}

#[tokio::test]
async fn the_front_token_is_three_fields_in_padded_standard_base64() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let mut signs = String::new();
    // Some of these come out with the two characters that the other alphabet lacks.
    for name in ["ÿ?>~", "???", ">>>", "~~~ÿÿÿ", "a", "ab", "abc"] {
        merge(&mut browser, json!({ "name": name })).await?;
        let text = browser.front_token.clone().context("signed in")?;
        let fields: Map<String, Value> = serde_json::from_slice(&BASE64_STANDARD.decode(&text)?)?;
        let mut names: Vec<_> = fields.keys().collect();
        names.sort();
        assert_eq!(names, ["ate", "uid", "up"]);
        assert_eq!(fields["up"]["name"], name);
        signs.push_str(&text);
    }
    for sign in ['+', '/', '='] {
        assert!(signs.contains(sign), "{sign} does not occur: these names prove nothing");
    }
    Ok(())
}

#[tokio::test]
async fn the_payloads_keys_are_in_one_order_everywhere() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let mut seen = Vec::new();
    for _ in 0..3 {
        let front = BASE64_STANDARD.decode(browser.front_token.as_deref().context("signed in")?)?;
        let token = browser.access()?;
        let payload = token.split('.').nth(1).context("three parts")?;
        seen.push(order(&String::from_utf8(front)?));
        seen.push(order(&String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(payload)?)?));
        browser.refresh().await?.expect_ok()?;
    }
    let mut sorted = seen[0].clone();
    sorted.sort_unstable();
    assert!(seen.iter().all(|order| *order == sorted), "{seen:?}");
    Ok(())
}

#[tokio::test]
async fn times_are_whole_seconds_and_rounded_down() -> Result<()> {
    let app = TestApp::new().await?;
    app.clock.advance(Duration::from_millis(999));
    let browser = app.signed_in().await?;
    let front = browser.session()?;
    assert_eq!(front.up["iat"], START.as_secs());
    assert_eq!(front.up["exp"], START.as_secs() + 3600);
    assert_eq!(front.ate, START + Duration::from_secs(3_600));
    Ok(())
}

/// A token of the application's own key, with another header and another payload.
fn signed(app: &TestApp, header: &Value, payload: &Map<String, Value>) -> Result<String> {
    let key = app.state.sessions.keys().active()?;
    let mut header = header.clone();
    header["alg"] = json!("ES256");
    header["kid"] = json!(key.kid);
    let encode = |part: String| BASE64_URL_SAFE_NO_PAD.encode(part);
    let payload = Value::Object(payload.clone()).to_string();
    let text = format!("{}.{}", encode(header.to_string()), encode(payload));
    let signature = jsonwebtoken::crypto::sign(text.as_bytes(), key.encoding()?, key.algorithm)?;
    Ok(format!("{text}.{signature}"))
}

async fn present(app: &TestApp, token: &str) -> Result<(u16, Option<ErrorType>)> {
    let bearer = format!("Bearer {token}");
    Ok(app.send(Call::get("/getSession").header("authorization", bearer)).await?.outcome())
}

#[tokio::test]
async fn tokens_since_version_3_are_read_and_older_ones_are_none() -> Result<()> {
    const GOOD: (u16, Option<ErrorType>) = (200, None);
    const ABSENT: (u16, Option<ErrorType>) = (401, Some(ErrorType::Unauthorised));
    let app = TestApp::new().await?;
    let payload = app.signed_in().await?.session()?.up;
    for (header, expected) in [
        (json!({"typ": "JWT", "version": "5"}), GOOD),
        (json!({"typ": "JWT", "version": "4"}), GOOD),
        (json!({"typ": "JWT", "version": "3"}), GOOD),
        (json!({"typ": "JWT"}), GOOD),
        (json!({"typ": "JWT", "version": "2"}), ABSENT),
        (json!({"typ": "JWT", "version": 5}), ABSENT),
        (json!({"typ": "x", "version": "5"}), ABSENT),
        (json!({"version": "5"}), ABSENT),
    ] {
        let token = signed(&app, &header, &payload)?;
        assert_eq!(present(&app, &token).await?, expected, "{header}");
    }
    let newest = json!({"typ": "JWT", "version": "5"});
    for (name, value, expected) in [
        ("rsub", None, GOOD),
        ("parentRefreshTokenHash1", None, GOOD),
        ("antiCsrfToken", None, GOOD),
        ("stt", Some(json!(0)), GOOD),
        ("stt", Some(json!(1)), ABSENT),
        ("tId", None, ABSENT),
        ("sub", None, ABSENT),
    ] {
        let mut changed = payload.clone();
        changed.remove(name);
        changed.extend(value.map(|value| (name.to_owned(), value)));
        let token = signed(&app, &newest, &changed)?;
        assert_eq!(present(&app, &token).await?, expected, "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn a_new_session_drops_protected_names_and_says_who_issued_it() -> Result<()> {
    let app = TestApp::new().await?;
    let before = app.signed_in().await?.session()?;
    let mut new = NewSession::of(before.uid.clone(), TenantId::public());
    for name in PROTECTED {
        new.access_token_payload.insert(name.to_owned(), json!("x"));
    }
    new.access_token_payload.insert("iss".to_owned(), json!("http://evil.test"));
    new.access_token_payload.insert("role".to_owned(), json!("admin"));
    let made = app.state.sessions.create_new_session(new).await?;
    let payload = made.access_token.claims.to_map();
    let own: Vec<_> = payload.keys().filter(|name| !before.up.contains_key(*name)).collect();
    assert_eq!(own, ["role"]);
    assert_eq!(payload.len(), before.up.len() + 1);
    assert_eq!(payload["iss"], "http://localhost:3000/auth");
    for name in PROTECTED {
        assert_ne!(payload.get(name), Some(&json!("x")), "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn a_handle_is_a_plain_uuid_in_every_tenant() -> Result<()> {
    let app = TestApp::new().await?;
    for tenant in ["public", "acme"] {
        let mut browser = app.browser();
        let path = format!("/auth/{tenant}/signin");
        let (email, password) = (backend::account::DEMO_EMAIL, backend::account::DEMO_PASSWORD);
        browser.post_form(&path, email, password).await?.expect_ok()?;
        let handle = browser.session()?.session_handle().context("a handle")?;
        let parsed = uuid::Uuid::try_parse(handle.as_str())?;
        assert_eq!(parsed.to_string(), handle.as_str(), "{tenant}");
    }
    Ok(())
}
