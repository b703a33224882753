//! The shapes of wire protocol section 12: one front token and one access token, whole.

use std::time::Duration;

use anyhow::{Context, Result};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::{Value, json};
use tests::{START, TestApp};

use tests::sha256::sha256_hex;

async fn app() -> Result<TestApp> {
    TestApp::with(&[("ANTI_CSRF", "via_token"), ("ACCESS_TOKEN_VALIDITY", "3")]).await
}

#[tokio::test]
async fn the_front_token_is_the_documented_object() -> Result<()> {
    let app = app().await?;
    let browser = app.signed_in().await?;
    let front = browser.session()?;
    let user = front.uid.as_str();
    assert_eq!(front.ate, START + Duration::from_secs(3));
    let up = &front.up;
    let handle = up["sessionHandle"].as_str().context("a text")?;
    let hash = up["refreshTokenHash1"].as_str().context("a text")?;
    assert!(uuid::Uuid::try_parse(handle).is_ok(), "{handle}");
    assert_eq!(hash, sha256_hex(&browser.refresh_text()?));
    let expected = json!({
        "sub": user, "rsub": user, "tId": "public", "iss": "http://localhost:3000/auth",
        "iat": START.as_secs(), "exp": START.as_secs() + 3, "sessionHandle": handle,
        "refreshTokenHash1": hash, "parentRefreshTokenHash1": null,
        "antiCsrfToken": browser.anti_csrf.as_deref().context("a token")?,
    });
    assert_eq!(&json!(up), &expected);
    Ok(())
}

#[tokio::test]
async fn the_access_token_carries_the_front_tokens_payload_under_the_documented_header()
-> Result<()> {
    let app = app().await?;
    let browser = app.signed_in().await?;
    let text = browser.access()?;
    let part = |n| -> Result<Value> {
        let part = text.split('.').nth(n).context("three parts")?;
        Ok(serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part)?)?)
    };
    let header = part(0)?;
    let kid = header["kid"].as_str().context("a kid")?;
    assert!(kid.starts_with("d-"), "{kid}");
    let expected = json!({"kid": kid, "typ": "JWT", "version": "5", "alg": "ES256"});
    assert_eq!(header, expected);
    assert_eq!(part(1)?, json!(browser.session()?.up));
    Ok(())
}
