//! Another service that checks access tokens with nothing but the public keys.
//!
//! ```sh
//! cargo run -p backend --example verify_offline -- http://localhost:3000/auth "$TOKEN"
//! ```
//!
//! It asks the issuer for its keys, and again when a token names one that it does not know. It
//! shares no secret and no database with the app, and of its code only the type of the payload: a
//! service of its own may name just the claims that it needs. `reqwest` has no TLS in this
//! workspace: for an issuer on https, give yours the feature `rustls`.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use shared::AccessTokenPayload;

/// A caller that makes up names of keys causes a request this often, and not for each token.
const COOLDOWN: Duration = Duration::from_secs(10);

/// The public keys of an issuer. A service keeps one of these, and fetches another after as long as
/// the reply's `Cache-Control` says, so that a key that was withdrawn stops counting.
pub(crate) struct Keys {
    issuer: String,
    url: String,
    set: JwkSet,
    asked_again: Option<Instant>,
}

impl Keys {
    /// Fetches the keys of `issuer`, such as `http://localhost:3000/auth`, from `url`.
    pub(crate) async fn fetch(issuer: &str, url: String) -> Result<Self> {
        let set = fetch(&url).await?;
        Ok(Self { issuer: issuer.to_owned(), url, set, asked_again: None })
    }

    /// Checks a token. One that names an unknown key makes this fetch the keys again: it may be new.
    pub(crate) async fn verify(&mut self, token: &str) -> Result<AccessTokenPayload> {
        let header = decode_header(token).context("not a JWT")?;
        ensure!(header.typ.as_deref() == Some("JWT"), "not an access token");
        let kid = header.kid.context("the token names no key")?;
        if self.set.find(&kid).is_none() && self.may_ask_again() {
            self.set = fetch(&self.url).await?;
        }
        let Some(jwk) = self.set.find(&kid) else { bail!("unknown key {kid}") };
        // The algorithm is the key's, never the token's: a token must not choose how it is checked.
        let algorithm = jwk.common.key_algorithm.context("the key names no algorithm")?;
        let mut validation = Validation::new(algorithm.to_string().parse()?);
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "sub", "iss"]);
        validation.leeway = 5;
        Ok(decode::<AccessTokenPayload>(token, &DecodingKey::from_jwk(jwk)?, &validation)?.claims)
    }

    #[expect(clippy::disallowed_methods, reason = "a program of its own, without the app's clock")]
    fn may_ask_again(&mut self) -> bool {
        let now = Instant::now();
        let may = self.asked_again.is_none_or(|then| now - then >= COOLDOWN);
        if may {
            self.asked_again = Some(now);
        }
        may
    }
}

async fn fetch(url: &str) -> Result<JwkSet> {
    let reply = reqwest::get(url).await.with_context(|| format!("cannot fetch {url}"))?;
    Ok(reply.error_for_status()?.json().await?)
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(issuer), Some(token)) = (arguments.next(), arguments.next()) else {
        bail!("give the issuer, such as http://localhost:3000/auth, and a token");
    };
    let mut keys = Keys::fetch(&issuer, format!("{issuer}/jwt/jwks.json")).await?;
    let caller = keys.verify(&token).await?;
    println!("user {} of tenant {}", caller.user_id, caller.tenant_id);
    Ok(())
}
