//! The payload of an access token: the claims of the protocol and the app's own (wire protocol
//! 5.1).

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::{FrontToken, SessionHandle, TenantId, Timestamp, UserId};

/// Claims that the app can neither set nor change.
pub const PROTECTED: [&str; 11] = [
    "sub",
    "iat",
    "exp",
    "nbf",
    "sessionHandle",
    "parentRefreshTokenHash1",
    "refreshTokenHash1",
    "antiCsrfToken",
    "rsub",
    "tId",
    "stt",
];

/// The issuer, which a merge may remove but not change.
pub const ISSUER: &str = "iss";

/// An access token's payload, every claim of the protocol with its type.
///
/// Read with [`TryFrom`] or serde, which refuse a payload that lacks such a claim; written with
/// [`AccessTokenPayload::to_map`] or serde. Its keys come out sorted, so the same payload is
/// always the same text.
///
/// ```
/// use shared::AccessTokenPayload;
///
/// let json = r#"{
///     "sub": "u1", "rsub": "u1", "tId": "acme", "sessionHandle": "h1", "iat": 1, "exp": 61,
///     "refreshTokenHash1": "ab", "parentRefreshTokenHash1": null, "antiCsrfToken": null,
///     "iss": "https://api.example.com/auth", "role": "admin"
/// }"#;
/// let payload: AccessTokenPayload = serde_json::from_str(json)?;
/// assert_eq!(payload.tenant_id.as_str(), "acme");
/// assert_eq!(payload.custom["role"], "admin");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub struct AccessTokenPayload {
    /// `sub`: the user.
    pub user_id: UserId,
    /// `rsub`: the user of the sign-in method; the same, because accounts are not linked here.
    pub recipe_user_id: UserId,
    /// `tId`: the tenant.
    pub tenant_id: TenantId,
    /// `sessionHandle`: the session.
    pub session_handle: SessionHandle,
    /// `iat`, a whole second: when the token was issued.
    pub issued_at: Timestamp,
    /// `exp`, a whole second: when it expires.
    pub expires_at: Timestamp,
    /// `refreshTokenHash1`: hex SHA-256 of the refresh token it was issued with.
    pub refresh_token_hash1: String,
    /// `antiCsrfToken`, when the session is protected by one.
    pub anti_csrf_token: Option<String>,
    /// The app's own claims, `iss` among them.
    pub custom: Map<String, Value>,
}

/// A payload that is not one of a session's access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidPayload {
    /// The claim that is missing or of the wrong type.
    pub claim: &'static str,
}

impl fmt::Display for InvalidPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the claim {} is missing or not of its type", self.claim)
    }
}

impl std::error::Error for InvalidPayload {}

impl AccessTokenPayload {
    /// The whole payload. Its keys are sorted.
    #[must_use]
    pub fn to_map(&self) -> Map<String, Value> {
        let mut map = self.custom.clone();
        map.insert("sub".to_owned(), self.user_id.as_str().into());
        map.insert("rsub".to_owned(), self.recipe_user_id.as_str().into());
        map.insert("tId".to_owned(), self.tenant_id.as_str().into());
        map.insert("sessionHandle".to_owned(), self.session_handle.as_str().into());
        map.insert("iat".to_owned(), self.issued_at.as_secs().into());
        map.insert("exp".to_owned(), self.expires_at.as_secs().into());
        map.insert("refreshTokenHash1".to_owned(), self.refresh_token_hash1.clone().into());
        // Always there, null when unused: client suites count the keys (wire protocol rule 7).
        map.insert("parentRefreshTokenHash1".to_owned(), Value::Null);
        map.insert("antiCsrfToken".to_owned(), self.anti_csrf_token.clone().into());
        // Sorted by itself, unless some crate of the build asks serde_json to keep insertion order.
        map.sort_keys();
        map
    }

    /// What the browser's script may know.
    #[must_use]
    pub fn front_token(&self) -> FrontToken {
        FrontToken { uid: self.user_id.clone(), ate: self.expires_at, up: self.to_map() }
    }

    /// Has the token expired? It is good to the end of its last second, and no longer: both sides
    /// of the comparison are the server's clock.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }
}

impl TryFrom<Map<String, Value>> for AccessTokenPayload {
    type Error = InvalidPayload;

    fn try_from(mut map: Map<String, Value>) -> Result<Self, InvalidPayload> {
        // A marker of OAuth access tokens; a session token carries none, or 0 (wire protocol 5.1).
        if map.remove("stt").is_some_and(|stt| stt != 0) {
            return Err(InvalidPayload { claim: "stt" });
        }
        let user_id: UserId = take_id(&mut map, "sub")?;
        let recipe_user_id =
            if map.contains_key("rsub") { take_id(&mut map, "rsub")? } else { user_id.clone() };
        // Only its type counts: this server writes null and makes no use of it.
        take_text_or_null(&mut map, "parentRefreshTokenHash1")?;
        Ok(Self {
            user_id,
            recipe_user_id,
            tenant_id: take_id(&mut map, "tId")?,
            session_handle: take_id(&mut map, "sessionHandle")?,
            issued_at: take_time(&mut map, "iat")?,
            expires_at: take_time(&mut map, "exp")?,
            refresh_token_hash1: take_text(&mut map, "refreshTokenHash1")?,
            anti_csrf_token: take_text_or_null(&mut map, "antiCsrfToken")?,
            custom: map,
        })
    }
}

/// By hand and not with serde's `into`, which would clone the payload first.
impl Serialize for AccessTokenPayload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_map().serialize(serializer)
    }
}

/// A number of seconds, if it is no later, and no earlier, than a moment can be.
fn take_time(
    map: &mut Map<String, Value>,
    claim: &'static str,
) -> Result<Timestamp, InvalidPayload> {
    let seconds = map.remove(claim).and_then(|value| value.as_i64());
    let whole = |seconds: &i64| Timestamp::from_secs(*seconds).as_secs() == *seconds;
    let seconds = seconds.filter(whole).ok_or(InvalidPayload { claim })?;
    Ok(Timestamp::from_secs(seconds))
}

fn take_text(map: &mut Map<String, Value>, claim: &'static str) -> Result<String, InvalidPayload> {
    match map.remove(claim) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(InvalidPayload { claim }),
    }
}

fn take_text_or_null(
    map: &mut Map<String, Value>,
    claim: &'static str,
) -> Result<Option<String>, InvalidPayload> {
    match map.remove(claim) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(InvalidPayload { claim }),
    }
}

fn take_id<T: TryFrom<String>>(
    map: &mut Map<String, Value>,
    claim: &'static str,
) -> Result<T, InvalidPayload> {
    take_text(map, claim)?.try_into().map_err(|_| InvalidPayload { claim })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload() -> Map<String, Value> {
        let json = serde_json::json!({
            "sub": "u1", "rsub": "u1", "tId": "public", "sessionHandle": "h", "iat": 1, "exp": 2,
            "refreshTokenHash1": "ab", "parentRefreshTokenHash1": null, "antiCsrfToken": null,
            "iss": "http://localhost:3000/auth", "role": "admin",
        });
        json.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_payload_survives_the_round_trip() {
        let read = AccessTokenPayload::try_from(payload()).expect("reads");
        assert_eq!(read.custom.len(), 2);
        assert_eq!(read.to_map(), payload());
    }

    #[test]
    fn its_json_has_sorted_keys_and_keeps_the_nulls() {
        let unsorted = Value::Object(payload()).to_string();
        let read: AccessTokenPayload = serde_json::from_str(&unsorted).expect("reads");
        let sorted = concat!(
            r#"{"antiCsrfToken":null,"exp":2,"iat":1,"iss":"http://localhost:3000/auth","#,
            r#""parentRefreshTokenHash1":null,"refreshTokenHash1":"ab","role":"admin","#,
            r#""rsub":"u1","sessionHandle":"h","sub":"u1","tId":"public"}"#,
        );
        assert_eq!(serde_json::to_string(&read).expect("writes"), sorted);
        let error = serde_json::from_str::<AccessTokenPayload>("{}").expect_err("refused");
        assert!(error.to_string().starts_with("the claim sub is missing"), "{error}");
    }

    #[test]
    fn a_missing_or_mistyped_claim_is_no_session_token() {
        for claim in ["sub", "tId", "sessionHandle", "iat", "exp", "refreshTokenHash1"] {
            let mut without = payload();
            without.remove(claim);
            let error = AccessTokenPayload::try_from(without).expect_err("refused");
            assert_eq!(error.claim, claim);
        }
        for claim in PROTECTED {
            let mut wrong = payload();
            wrong.insert(claim.to_owned(), serde_json::json!({"an": "object"}));
            // nbf is checked with the signature, not here.
            let is_refused = AccessTokenPayload::try_from(wrong).is_err();
            assert_eq!(is_refused, claim != "nbf", "wrong {claim}");
        }
    }
}
