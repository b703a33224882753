//! What a response that is not a success says.

use serde::{Deserialize, Serialize};

/// The closed list of error types. Programs match on these; people read the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorType {
    /// 401: there is no session (any more). A refresh may still help, unless it was the refresh
    /// route that said so.
    Unauthorised,
    /// 401: the access token is not good (expired, or its anti-CSRF token is missing): refresh.
    TryRefreshToken,
    /// 401: a refresh token was used twice; the session is revoked.
    TokenTheftDetected,
    /// 403: the session lacks a claim that the route asks for.
    InvalidClaims,
    /// 5xx: a fault on the server's side. The session is as it was.
    GeneralError,
    /// 400: the request does not have the form that the route asks for.
    BadRequest,
    /// 400: that is not the password.
    WrongPassword,
    /// 400: the new password breaks a rule; the message says which.
    WeakPassword,
    /// 403: this needs a sign-in, or the password, within the last 15 minutes.
    Reauthenticate,
    /// 403: a page of another origin sent this.
    OriginRefused,
    /// 404: no such route or thing.
    NotFound,
    /// 404: no such tenant.
    UnknownTenant,
    /// 405: the route exists, not with this method.
    MethodNotAllowed,
    /// 413: the body is too large.
    PayloadTooLarge,
    /// 415: the body is not `application/json`.
    UnsupportedMediaType,
    /// 421: in development, the Host is not this machine.
    MisdirectedRequest,
    /// 503: too much to do just now; try again after `Retry-After` seconds.
    Overloaded,
}

/// The JSON body of every error response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// What kind of error, for programs.
    #[serde(rename = "type")]
    pub error_type: ErrorType,
    /// One sentence for people. Its wording may change.
    pub message: String,
    /// With [`ErrorType::InvalidClaims`]: what is wrong with which claim.
    #[serde(rename = "claimValidationErrors", default, skip_serializing_if = "Vec::is_empty")]
    pub claim_validation_errors: Vec<ClaimValidationError>,
}

impl ErrorBody {
    /// An error with nothing to say about claims.
    #[must_use]
    pub fn new(error_type: ErrorType, message: String) -> Self {
        Self { error_type, message, claim_validation_errors: Vec::new() }
    }
}

/// A claim that is not as a route asks (wire protocol 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimValidationError {
    /// The validator, most often the claim's key.
    pub id: String,
    /// What is wrong: an object with a `message`.
    pub reason: serde_json::Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_type_and_message() {
        let body = ErrorBody::new(ErrorType::TryRefreshToken, "try refresh token".to_owned());
        assert_eq!(
            serde_json::to_string(&body).expect("serialises"),
            r#"{"type":"TRY_REFRESH_TOKEN","message":"try refresh token"}"#
        );
    }
}
