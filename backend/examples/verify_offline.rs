//! Another service that checks access tokens with nothing but the public keys.
//!
//! ```sh
//! cargo run -p backend --example verify_offline -- http://localhost:3000/auth "$TOKEN"
//! ```
//!
//! It asks the issuer for its keys once and could keep them for as long as their `Cache-Control`
//! says. It shares no code, no secret and no database with the app.

use anyhow::{Context, Result, bail, ensure};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

/// What this service needs to know of a caller.
#[derive(Debug, Deserialize)]
pub(crate) struct Caller {
    /// The user.
    pub(crate) sub: String,
    /// Their tenant.
    #[serde(rename = "tId")]
    pub(crate) tenant_id: String,
}

/// Fetches the public keys of `issuer`, such as `http://localhost:3000/auth`.
pub(crate) async fn fetch_keys(issuer: &str) -> Result<JwkSet> {
    let reply = reqwest::get(format!("{issuer}/jwt/jwks.json")).await?.error_for_status()?;
    Ok(reply.json().await?)
}

/// Checks a token against these keys.
pub(crate) fn verify(token: &str, keys: &JwkSet, issuer: &str) -> Result<Caller> {
    let header = decode_header(token).context("not a JWT")?;
    ensure!(header.typ.as_deref() == Some("JWT"), "not an access token");
    let kid = header.kid.context("the token names no key")?;
    let Some(jwk) = keys.find(&kid) else { bail!("unknown key {kid}: fetch the keys again, once") };
    // The algorithm is the key's, never the token's: a token must not choose how it is checked.
    let algorithm = jwk.common.key_algorithm.context("the key names no algorithm")?;
    let mut validation = Validation::new(algorithm.to_string().parse()?);
    validation.set_issuer(&[issuer]);
    validation.set_required_spec_claims(&["exp", "sub", "iss"]);
    validation.leeway = 5;
    Ok(decode::<Caller>(token, &DecodingKey::from_jwk(jwk)?, &validation)?.claims)
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(issuer), Some(token)) = (arguments.next(), arguments.next()) else {
        bail!("give the issuer, such as http://localhost:3000/auth, and a token");
    };
    let caller = verify(&token, &fetch_keys(&issuer).await?, &issuer)?;
    println!("user {} of tenant {}", caller.sub, caller.tenant_id);
    Ok(())
}
