//! The front token: what the browser's script may know of the session (wire protocol 4.3).

use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{SessionHandle, TenantId, Timestamp, UserId};

/// Standard base64 with padding, because clients decode it with `atob` (wire protocol rule 2). The
/// padding may be absent where a cookie lost it.
const STANDARD: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The content of the `front-token` header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrontToken {
    /// Who is signed in.
    pub uid: UserId,
    /// When the access token expires, by the server's clock.
    pub ate: Timestamp,
    /// The whole payload of the access token, as [`AccessTokenPayload`](crate::AccessTokenPayload)
    /// reads it. A map, because a client needs few of the claims, and must not refuse a front token
    /// for those that it does not need.
    pub up: Map<String, Value>,
}

/// A front token that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontTokenError;

impl fmt::Display for FrontTokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the front token is not base64 of the JSON it should be")
    }
}

impl std::error::Error for FrontTokenError {}

impl FrontToken {
    /// The text of the header.
    #[must_use]
    pub fn encode(&self) -> String {
        let up = Value::Object(self.up.clone());
        let json = serde_json::json!({ "uid": self.uid, "ate": self.ate, "up": up });
        STANDARD.encode(json.to_string())
    }

    /// Reads what [`FrontToken::encode`] wrote.
    ///
    /// # Errors
    /// [`FrontTokenError`] when the text is anything else, `remove` included.
    pub fn decode(text: &str) -> Result<Self, FrontTokenError> {
        let json = STANDARD.decode(text).map_err(|_| FrontTokenError)?;
        // As text, because the page reads all its JSON from text: a second parser, for bytes, would
        // weigh on it.
        let json = String::from_utf8(json).map_err(|_| FrontTokenError)?;
        serde_json::from_str(&json).map_err(|_| FrontTokenError)
    }

    /// The session's tenant: the claim `tId`; `public` where there is none (wire protocol 5.1).
    #[must_use]
    pub fn tenant_id(&self) -> TenantId {
        self.text("tId").and_then(|t| t.parse().ok()).unwrap_or_default()
    }

    /// The session's handle.
    #[must_use]
    pub fn session_handle(&self) -> Option<SessionHandle> {
        self.text("sessionHandle").and_then(|h| h.parse().ok())
    }

    /// When the access token was issued, by the server's clock: clients take their clock skew from
    /// it (wire protocol rule 6).
    #[must_use]
    pub fn issued_at(&self) -> Option<Timestamp> {
        self.up.get("iat").and_then(Value::as_i64).map(Timestamp::from_secs)
    }

    fn text(&self, claim: &str) -> Option<&str> {
        self.up.get(claim).and_then(Value::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip_in_standard_base64() {
        let up = serde_json::json!({"sub": "u1", "iat": 5, "tId": "acme", "name": "ÿ?>~"});
        let Value::Object(up) = up else { panic!("an object") };
        let token = FrontToken {
            uid: "u1".parse().expect("id"),
            ate: Timestamp::from_secs(1_795_225_705),
            up,
        };
        let text = token.encode();
        assert_eq!(text.len() % 4, 0);
        let back = FrontToken::decode(&text).expect("decodes");
        assert_eq!(back, token);
        assert_eq!(back.tenant_id().as_str(), "acme");
        assert_eq!(back.issued_at(), Some(Timestamp::from_secs(5)));
    }

    #[test]
    fn remove_is_not_a_front_token() {
        assert_eq!(FrontToken::decode("remove"), Err(FrontTokenError));
    }
}
