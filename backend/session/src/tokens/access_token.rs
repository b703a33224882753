//! Access tokens: JWS with a `kid`, checked without a database.
//!
//! The structure is read first, because what is no session token by its structure counts as absent
//! (wire protocol 5.1); the signature and the time come after.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Map, Value};
use shared::{AccessTokenPayload, ISSUER, Timestamp};

/// The longest text that can be a session token: what fits in a header, with room to spare.
pub(crate) const MAX_LEN: usize = 16 * 1024;
/// The longest `kid` that is looked up.
const MAX_KID_LEN: usize = 64;
/// `version` in the header of a token with `rsub` (wire protocol 5.1).
const VERSION: &str = "5";
/// The longest signature in base64url: RS256's 256 bytes. ES256 and EdDSA have 64.
const LARGEST_SIGNATURE: usize = encoded_len(256);
/// How far the clocks of two processes may differ.
const LEEWAY: Duration = Duration::from_secs(5);

/// SHA-256 of something, such as a whole token's text.
pub type Hash = [u8; 32];

/// SHA-256 of a token's whole text.
#[must_use]
pub fn hash(text: &str) -> Hash {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
    out
}

/// `hash1` (wire protocol 5.2): hex SHA-256.
#[must_use]
pub fn hash1(text: &str) -> String {
    hex::encode(hash(text))
}

/// A text that is a session token by its structure. Nothing in it can be trusted yet.
#[derive(Debug, Clone)]
pub struct UnverifiedToken {
    /// The key that it says signed it.
    pub kid: String,
    /// The algorithm that it says was used.
    pub algorithm: Algorithm,
    /// What it claims.
    pub claims: Arc<AccessTokenPayload>,
    not_before: Option<Timestamp>,
}

/// Reads the structure of a token. `None`: this is not a session token, whatever else it may be.
#[must_use]
pub fn read(text: &str) -> Option<UnverifiedToken> {
    if text.len() > MAX_LEN {
        return None;
    }
    let mut parts = text.split('.');
    let (header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let header = json_object(header)?;
    let text_of = |name: &str| header.get(name).and_then(Value::as_str);
    let kid = text_of("kid").filter(|kid| !kid.is_empty() && kid.len() <= MAX_KID_LEN)?;
    let algorithm = text_of("alg")?.parse().ok()?;
    // A header without a version is read as version 3; a version that is no text is not one of this
    // server's.
    let version: u32 = match header.get("version") {
        None => 3,
        Some(version) => version.as_str()?.parse().ok()?,
    };
    // No extension is understood here, so none may be critical (RFC 7515 section 4.1.11).
    if text_of("typ") != Some("JWT") || version < 3 || header.contains_key("crit") {
        return None;
    }
    let payload = json_object(payload)?;
    let not_before = match payload.get("nbf") {
        None => None,
        Some(time) => Some(Timestamp::from_secs(time.as_i64()?)),
    };
    let claims = Arc::new(AccessTokenPayload::try_from(payload).ok()?);
    Some(UnverifiedToken { kid: kid.to_owned(), algorithm, claims, not_before })
}

fn json_object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

impl UnverifiedToken {
    /// Was the token's text signed by this key, with the algorithm the key is for, by this issuer?
    /// Times are checked on every call, this once: see [`UnverifiedToken::is_of_its_time`].
    #[must_use]
    pub fn is_signed_by(&self, text: &str, key: &DecodingKey, algorithm: Algorithm) -> bool {
        if self.algorithm != algorithm {
            return false;
        }
        let mut validation = Validation::new(algorithm);
        // The library would ask the system's clock; ours asks the application's.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        jsonwebtoken::decode::<serde::de::IgnoredAny>(text, key, &validation).is_ok()
    }

    /// Is it neither issued in the future nor meant for later?
    #[must_use]
    pub fn is_of_its_time(&self, now: Timestamp) -> bool {
        let limit = now + LEEWAY;
        self.claims.issued_at <= limit && self.not_before.is_none_or(|time| time <= limit)
    }

    /// Is it from `issuer`? A session that was migrated from elsewhere may lack one.
    #[must_use]
    pub fn is_from(&self, issuer: &str) -> bool {
        match self.claims.custom.get(ISSUER) {
            None => true,
            Some(iss) => iss.as_str() == Some(issuer),
        }
    }
}

/// The header of a token that this key signs.
fn header_of(kid: &str, algorithm: Algorithm) -> Header {
    let mut header = Header::new(algorithm);
    header.kid = Some(kid.to_owned());
    header.extras.insert("version", VERSION);
    header
}

/// How long a token with these claims can become, whichever algorithm signs it.
///
/// # Errors
/// When the claims cannot be written.
pub(crate) fn largest_len(
    claims: &AccessTokenPayload,
    kid: &str,
) -> Result<usize, serde_json::Error> {
    // The names of all algorithms are of one length.
    let header = serde_json::to_vec(&header_of(kid, Algorithm::RS256))?;
    let payload = serde_json::to_vec(claims)?;
    Ok(encoded_len(header.len()) + 1 + encoded_len(payload.len()) + 1 + LARGEST_SIGNATURE)
}

/// The length of so many bytes in base64url without padding.
const fn encoded_len(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}

/// Signs a payload.
///
/// # Errors
/// When the key cannot sign.
pub fn sign(
    claims: &AccessTokenPayload,
    kid: &str,
    key: &EncodingKey,
    algorithm: Algorithm,
) -> Result<String, jsonwebtoken::errors::Error> {
    jsonwebtoken::encode(&header_of(kid, algorithm), claims, key)
}
