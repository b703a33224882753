//! A MAC over a token, made with the public key as its secret: what a verifier takes that lets the
//! token choose between the two (security rule 3.3).

use anyhow::{Context, Result};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use tests::{Call, TestApp};

use crate::der::{pem, rsa_key, spki_of_point, spki_of_rsa};
use crate::forger::{Forger, encode};

async fn key_set(app: &TestApp) -> Result<Value> {
    app.send(Call::get("/auth/jwt/jwks.json")).await?.expect_ok()?.json()
}

fn member(key: &Value, name: &str) -> Result<Vec<u8>> {
    Ok(BASE64_URL_SAFE_NO_PAD.decode(key[name].as_str().context("a text")?)?)
}

/// A file as it is, and without its last line break.
fn with_and_without_a_break(pem: &str) -> [Vec<u8>; 2] {
    [pem.as_bytes().to_vec(), pem.trim_end().as_bytes().to_vec()]
}

/// Is this really the key? It must verify a token of the application's.
async fn is_the_key(
    app: &TestApp,
    algorithm: &'static dyn VerificationAlgorithm,
    spki: &[u8],
) -> Result<()> {
    let token = app.signed_in().await?.access()?;
    let (signed, signature) = token.rsplit_once('.').context("a signature")?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature)?;
    let key = UnparsedPublicKey::new(algorithm, spki);
    key.verify(signed.as_bytes(), &signature).context("not the key that signs")
}

async fn no_mac_is_taken(forger: &Forger, secrets: Vec<Vec<u8>>) -> Result<()> {
    for secret in secrets {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let header = forger.header("alg", json!(format!("{algorithm:?}")));
            let text = format!("{}.{}", encode(&header), encode(&json!(forger.payload)));
            let key = EncodingKey::from_secret(&secret);
            let mac = jsonwebtoken::crypto::sign(text.as_bytes(), &key, algorithm)?;
            let what = format!("{algorithm:?} with {}", String::from_utf8_lossy(&secret));
            forger.is_refused(&format!("{text}.{mac}"), &what).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_mac_with_the_public_key_is_refused() -> Result<()> {
    let forger = Forger::new().await?;
    let jwks = key_set(&forger.app).await?;
    let key = &jwks["keys"][0];
    let raw = [member(key, "x")?, member(key, "y")?].concat();
    let point = [&[4], raw.as_slice()].concat();
    let spki = spki_of_point(&point);
    is_the_key(&forger.app, &ECDSA_P256_SHA256_FIXED, &spki).await?;
    let mut secrets = vec![raw, point, key.to_string().into_bytes(), jwks.to_string().into_bytes()];
    secrets.extend(with_and_without_a_break(&pem("PUBLIC KEY", &spki)));
    secrets.push(spki);
    no_mac_is_taken(&forger, secrets).await
}

#[tokio::test]
async fn a_mac_with_the_public_rsa_key_is_refused() -> Result<()> {
    let forger = Forger::with(&[("SIGNING_ALGORITHM", "rs256")]).await?;
    let jwks = key_set(&forger.app).await?;
    let key = &jwks["keys"][0];
    let (modulus, exponent) = (member(key, "n")?, member(key, "e")?);
    let pkcs1 = rsa_key(&modulus, &exponent);
    let spki = spki_of_rsa(&pkcs1);
    is_the_key(&forger.app, &RSA_PKCS1_2048_8192_SHA256, &spki).await?;
    let text_of_modulus = key["n"].as_str().context("a text")?.as_bytes().to_vec();
    let mut secrets = vec![modulus, text_of_modulus, key.to_string().into_bytes()];
    secrets.extend(with_and_without_a_break(&pem("PUBLIC KEY", &spki)));
    secrets.extend(with_and_without_a_break(&pem("RSA PUBLIC KEY", &pkcs1)));
    secrets.extend([spki, pkcs1]);
    no_mac_is_taken(&forger, secrets).await
}
