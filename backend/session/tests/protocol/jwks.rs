//! GET /jwt/jwks.json: other services verify offline with nothing else.

use anyhow::{Context, Result};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde_json::Value;
use tests::{Call, TestApp};

const PATH: &str = "/auth/jwt/jwks.json";

async fn key_set(app: &TestApp) -> Result<Value> {
    app.send(Call::get(PATH)).await?.expect_ok()?.json()
}

/// What another service does with a token.
async fn verify_elsewhere(app: &TestApp, token: &str) -> Result<Value> {
    let keys: JwkSet = serde_json::from_value(key_set(app).await?)?;
    let header = decode_header(token)?;
    let key = keys.find(&header.kid.context("a kid")?).context("the kid is not published")?;
    let mut validation = Validation::new(header.alg);
    // Its clock is the system's; the tests' is not.
    validation.validate_exp = false;
    validation.set_issuer(&["http://localhost:3000/auth"]);
    Ok(decode::<Value>(token, &DecodingKey::from_jwk(key)?, &validation)?.claims)
}

#[tokio::test]
async fn an_access_token_verifies_from_nothing_but_the_key_set() -> Result<()> {
    for algorithm in ["es256", "eddsa", "rs256"] {
        let app = TestApp::with(&[("SIGNING_ALGORITHM", algorithm)]).await?;
        let browser = app.signed_in().await?;
        let claims = verify_elsewhere(&app, &browser.access()?).await?;
        assert_eq!(claims, Value::Object(browser.session()?.up), "{algorithm}");
        let mut tampered = browser.access()?;
        tampered.replace_range(tampered.len() - 8..tampered.len() - 4, "AAAA");
        assert!(verify_elsewhere(&app, &tampered).await.is_err(), "{algorithm}");
    }
    Ok(())
}

#[tokio::test]
async fn shows_public_members_only() -> Result<()> {
    for algorithm in ["es256", "eddsa", "rs256"] {
        let app = TestApp::with(&[("SIGNING_ALGORITHM", algorithm)]).await?;
        let keys = key_set(&app).await?;
        assert_eq!(keys.as_object().map(serde_json::Map::len), Some(1), "only `keys`");
        for key in keys["keys"].as_array().context("a list")? {
            let members = key.as_object().context("an object")?;
            for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
                assert!(!members.contains_key(private), "{private}");
            }
            assert_eq!(key["use"], "sig");
            assert!(key["alg"].is_string() && key["kid"].is_string());
        }
    }
    Ok(())
}

#[tokio::test]
async fn needs_no_session_and_asks_no_database() -> Result<()> {
    let app = TestApp::new().await?;
    let before = app.state.db.query_count();
    key_set(&app).await?;
    assert_eq!(app.state.db.query_count(), before);
    Ok(())
}

#[tokio::test]
async fn the_key_set_is_open_to_every_origin() -> Result<()> {
    let reply = TestApp::new().await?.send(Call::get(PATH)).await?.expect_ok()?;
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    let cache = reply.header("cache-control").unwrap_or_default();
    assert!(cache.contains("max-age=") && cache.contains("must-revalidate"), "{cache}");
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}
