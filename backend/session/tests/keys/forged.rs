//! Access tokens that we did not issue, or not like this (security rules 3.1 to 3.4).

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::{Call, Client, TestApp};

use crate::forger::{Forger, encode};

#[tokio::test]
async fn no_algorithm_at_all_is_refused_in_every_spelling() -> Result<()> {
    let forger = Forger::new().await?;
    for none in ["none", "None", "NONE", "nOnE", "", "null", " none"] {
        let (header, payload) = (forger.header("alg", json!(none)), json!(forger.payload));
        let text = format!("{}.{}", encode(&header), encode(&payload));
        for token in [format!("{text}."), text.clone(), format!("{text}.AAAA")] {
            forger.is_refused(&token, none).await?;
        }
    }
    for wrong in [json!(null), json!(0), json!(["ES256"]), json!({"a": "ES256"})] {
        let token = forger.signed(&forger.header("alg", wrong), &json!(forger.payload))?;
        forger.is_refused(&token, "an algorithm that is no text").await?;
    }
    Ok(())
}

#[tokio::test]
async fn another_key_is_refused_under_every_name() -> Result<()> {
    let forger = Forger::new().await?;
    let real = forger.header["kid"].clone();
    for kid in [real, json!("d-1"), json!(""), json!(null), json!(7), json!("../../etc/passwd")] {
        let token = forger.signed(&forger.header("kid", kid.clone()), &json!(forger.payload))?;
        forger.is_refused(&token, &kid.to_string()).await?;
    }
    let long = forger.header("kid", json!("k".repeat(64 * 1024)));
    forger.is_refused(&forger.signed(&long, &json!(forger.payload))?, "64 KB of kid").await?;
    Ok(())
}

/// Signed by a key that the application knows: the signature is good, something else is not.
#[tokio::test]
async fn a_good_signature_does_not_make_up_for_anything_else() -> Result<()> {
    let forger = Forger::new().await?;
    let header = forger.plant_key().await?;
    let good = forger.signed(&header, &json!(forger.payload))?;
    assert_eq!(forger.present(&good).await?.status, 200, "the forger's own key must work");
    let now = forger.app.now().as_secs();
    for (name, value) in [
        ("exp", json!(now)),
        ("exp", json!(now - 1)),
        ("exp", json!("9999999999")),
        ("exp", json!(null)),
        ("exp", json!(9.9e9)),
        ("exp", json!(i64::MAX)),
        ("exp", json!(i64::MIN)),
        ("iat", json!(now + 6)),
        ("iat", json!("1")),
        ("iat", json!(null)),
        ("nbf", json!(now + 6)),
        ("nbf", json!("x")),
        ("iss", json!("http://evil.test/auth")),
        ("iss", json!(7)),
        ("sub", json!(7)),
        ("sub", json!("")),
        ("sub", json!(null)),
        ("tId", json!("a b")),
        ("tId", json!(null)),
        ("sessionHandle", json!([])),
        ("refreshTokenHash1", json!(null)),
        ("antiCsrfToken", json!(7)),
        ("stt", json!(1)),
        ("rsub", json!(7)),
        ("parentRefreshTokenHash1", json!({})),
    ] {
        let mut payload = forger.payload.clone();
        payload.insert(name.to_owned(), value.clone());
        let token = forger.signed(&header, &Value::Object(payload))?;
        forger.is_refused(&token, &format!("{name} = {value}")).await?;
    }
    for name in ["sub", "iat", "exp", "tId", "sessionHandle", "refreshTokenHash1"] {
        let mut payload = forger.payload.clone();
        payload.remove(name);
        forger.is_refused(&forger.signed(&header, &Value::Object(payload))?, name).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_good_signature_does_not_make_up_for_the_header() -> Result<()> {
    let mut forger = Forger::new().await?;
    let planted = forger.plant_key().await?;
    forger.header = planted.as_object().context("an object")?.clone();
    for (name, value) in [
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("typ", json!("at+jwt")),
        ("typ", json!(null)),
        ("version", json!(5)),
        ("version", json!("2")),
        ("version", json!("x")),
        ("alg", json!("RS256")),
        ("alg", json!("ES384")),
        ("alg", json!("es256")),
    ] {
        let token = forger.signed(&forger.header(name, value.clone()), &json!(forger.payload))?;
        forger.is_refused(&token, &format!("{name} = {value}")).await?;
    }
    let good = forger.signed(&planted, &json!(forger.payload))?;
    let two: Vec<_> = good.split('.').take(2).collect();
    for token in [
        two.join("."),
        format!("{good}.AAAA"),
        format!("{good}.AAAA.AAAA"),
        format!("{good}="),
        format!(".{good}"),
        good.replace('.', ".."),
    ] {
        forger.is_refused(&token, "the wrong number of parts").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_migrated_session_may_lack_an_issuer() -> Result<()> {
    let forger = Forger::new().await?;
    let header = forger.plant_key().await?;
    let mut payload = forger.payload.clone();
    payload.remove("iss");
    let token = forger.signed(&header, &Value::Object(payload))?;
    assert_eq!(forger.present(&token).await?.status, 200);
    Ok(())
}

/// A character that is not `old`, of the same alphabet.
fn other(old: u8) -> u8 {
    if old == b'A' { b'B' } else { b'A' }
}

#[tokio::test]
async fn every_changed_character_of_a_cached_token_is_refused() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser: Client = app.signed_in().await?;
    browser.get("/getSession").await?.expect_ok()?;
    let token = browser.access()?;
    for at in 0..token.len() {
        let mut forged = token.clone().into_bytes();
        forged[at] = other(forged[at]);
        let bearer = [b"Bearer ", forged.as_slice()].concat();
        let reply = app.send(Call::get("/getSession").header("authorization", bearer)).await?;
        assert_eq!(reply.status, 401, "character {at}");
        // The lowest bit too: the last character of a part carries bits that mean nothing.
        let mut forged = token.clone().into_bytes();
        forged[at] ^= 1;
        let bearer = [b"Bearer ", forged.as_slice()].concat();
        let reply = app.send(Call::get("/getSession").header("authorization", bearer)).await?;
        assert_eq!(reply.status, 401, "the lowest bit of character {at}");
    }
    browser.get("/getSession").await?.expect_ok()?;
    Ok(())
}
