//! The payload of an access token: ten claims of the protocol and the app's own (wire protocol
//! 5.1).

use serde_json::{Map, Value};
use shared::{FrontToken, SessionHandle, TenantId, Timestamp, UserId};

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

/// An access token's payload, every claim of the right type.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// `sub`.
    pub user_id: UserId,
    /// `rsub`; the same, because accounts are not linked here.
    pub recipe_user_id: UserId,
    /// `tId`.
    pub tenant_id: TenantId,
    /// `sessionHandle`.
    pub session_handle: SessionHandle,
    /// `iat`, a whole second.
    pub issued_at: Timestamp,
    /// `exp`, a whole second.
    pub expires_at: Timestamp,
    /// `refreshTokenHash1`: hex SHA-256 of the refresh token it was issued with.
    pub refresh_token_hash1: String,
    /// `antiCsrfToken`, when the session is protected by one.
    pub anti_csrf_token: Option<String>,
    /// The app's own claims, `iss` among them.
    pub custom: Map<String, Value>,
}

impl Claims {
    /// The whole payload. Its keys come out sorted, and so the same payload is the same text.
    #[must_use]
    pub fn to_payload(&self) -> Map<String, Value> {
        let mut payload = self.custom.clone();
        payload.insert("sub".to_owned(), self.user_id.as_str().into());
        payload.insert("rsub".to_owned(), self.recipe_user_id.as_str().into());
        payload.insert("tId".to_owned(), self.tenant_id.as_str().into());
        payload.insert("sessionHandle".to_owned(), self.session_handle.as_str().into());
        payload.insert("iat".to_owned(), self.issued_at.as_secs().into());
        payload.insert("exp".to_owned(), self.expires_at.as_secs().into());
        payload.insert("refreshTokenHash1".to_owned(), self.refresh_token_hash1.clone().into());
        // Always there, null when unused: client suites count the keys (wire protocol rule 7).
        payload.insert("parentRefreshTokenHash1".to_owned(), Value::Null);
        payload.insert("antiCsrfToken".to_owned(), self.anti_csrf_token.clone().into());
        // Sorted by itself, unless some crate of the build asks serde_json to keep insertion order.
        payload.sort_keys();
        payload
    }

    /// Reads a payload. `None` when a claim is missing or of the wrong type.
    #[must_use]
    pub fn from_payload(mut payload: Map<String, Value>) -> Option<Self> {
        // A marker of OAuth access tokens; a session token carries none, or 0 (wire protocol 5.1).
        if payload.remove("stt").is_some_and(|stt| stt != 0) {
            return None;
        }
        let user_id: UserId = take_text(&mut payload, "sub")?.parse().ok()?;
        let recipe_user_id = match payload.remove("rsub") {
            Some(Value::String(id)) => id.parse().ok()?,
            Some(_) => return None,
            None => user_id.clone(),
        };
        let parent = payload.remove("parentRefreshTokenHash1").unwrap_or_default();
        let anti_csrf_token = match payload.remove("antiCsrfToken") {
            Some(Value::String(token)) => Some(token),
            None | Some(Value::Null) => None,
            Some(_) => return None,
        };
        if !matches!(parent, Value::Null | Value::String(_)) {
            return None;
        }
        Some(Self {
            user_id,
            recipe_user_id,
            tenant_id: take_text(&mut payload, "tId")?.parse().ok()?,
            session_handle: take_text(&mut payload, "sessionHandle")?.parse().ok()?,
            issued_at: take_time(&mut payload, "iat")?,
            expires_at: take_time(&mut payload, "exp")?,
            refresh_token_hash1: take_text(&mut payload, "refreshTokenHash1")?,
            anti_csrf_token,
            custom: payload,
        })
    }

    /// What the browser's script may know.
    #[must_use]
    pub fn front_token(&self) -> FrontToken {
        let ate = self.expires_at;
        FrontToken { uid: self.user_id.clone(), ate, up: self.to_payload() }
    }

    /// Have these claims expired? The token is good to the end of its last second, and no longer:
    /// both sides of the comparison are this application's clock.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }
}

/// A number of seconds, if it is no later, and no earlier, than a moment can be.
fn take_time(payload: &mut Map<String, Value>, claim: &str) -> Option<Timestamp> {
    let seconds = payload.remove(claim)?.as_i64()?;
    let time = Timestamp::from_secs(seconds);
    (time.as_secs() == seconds).then_some(time)
}

fn take_text(payload: &mut Map<String, Value>, claim: &str) -> Option<String> {
    match payload.remove(claim)? {
        Value::String(text) => Some(text),
        _ => None,
    }
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
        let claims = Claims::from_payload(payload()).expect("reads");
        assert_eq!(claims.custom.len(), 2);
        assert_eq!(claims.to_payload(), payload());
    }

    #[test]
    fn a_missing_or_mistyped_claim_is_no_session_token() {
        for claim in ["sub", "tId", "sessionHandle", "iat", "exp", "refreshTokenHash1"] {
            let mut without = payload();
            without.remove(claim);
            assert!(Claims::from_payload(without).is_none(), "without {claim}");
        }
        for claim in PROTECTED {
            let mut wrong = payload();
            wrong.insert(claim.to_owned(), serde_json::json!({"an": "object"}));
            // nbf is checked with the signature, not here.
            assert_eq!(Claims::from_payload(wrong).is_none(), claim != "nbf", "wrong {claim}");
        }
    }
}
