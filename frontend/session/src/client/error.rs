//! What a call can end in, other than its response.

use std::fmt;
use std::time::Duration;

use shared::{ClaimValidationError, ErrorBody, ErrorType};

use crate::platform::HttpResponse;

/// Why a call has no response. Its text is for users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// The call needs a session, and a refresh did not bring one.
    NotSignedIn,
    /// The server does not accept this session for the call, although a refresh has just brought
    /// new tokens. The session is as it was.
    NotAccepted,
    /// The session that the call began with is not the one in the browser any more: another tab, or
    /// a form on this page, signed in or out meanwhile. The call was not sent with the new session.
    SessionChanged,
    /// The server understood, and said no.
    Refused {
        /// The status code, 400 or above.
        status: u16,
        /// What it said.
        error: ErrorBody,
    },
    /// 429 or 503: too much to do just now, or too much asked by this visitor.
    Busy {
        /// What it said.
        error: ErrorBody,
        /// When to try again, if the server named a time.
        retry_after: Option<Duration>,
    },
    /// The server has a fault, or another server responded in its place. The session is as it was.
    Unavailable,
    /// The request cannot be sent: a parameter of its path is empty or made of dots, which browsers
    /// resolve, or its body is not JSON.
    InvalidRequest,
    /// The browser says that it has no network. The session is as it was.
    Offline,
    /// No response within the time of the call. The server may have done what was asked.
    TimedOut,
    /// The browser has a network, and no response came: the server is down, or the browser refused
    /// the request (CORS, a content security policy, an extension). Scripts are not told which.
    Unreachable,
}

impl ApiError {
    /// Reads a response that is not a success.
    #[must_use]
    pub fn from_response(response: &HttpResponse) -> Self {
        let body = error_body(response);
        match response.status {
            429 | 503 => Self::Busy {
                error: body.unwrap_or_else(|| {
                    let message = "The server is busy. Please try again in a moment.";
                    ErrorBody::new(ErrorType::Overloaded, message.to_owned())
                }),
                retry_after: retry_after(response),
            },
            status @ 400..=499 => Self::Refused {
                status,
                error: body.unwrap_or_else(|| {
                    let message = format!("The server refused this (status {status}).");
                    ErrorBody::new(ErrorType::BadRequest, message)
                }),
            },
            _ => Self::Unavailable,
        }
    }

    /// What the server said, if it said no in words of its own.
    fn body(&self) -> Option<&ErrorBody> {
        match self {
            Self::Refused { error, .. } | Self::Busy { error, .. } => Some(error),
            _ => None,
        }
    }

    /// The error's type, when the server named one.
    #[must_use]
    pub fn error_type(&self) -> Option<ErrorType> {
        self.body().map(|error| error.error_type)
    }

    /// The claims that the session lacks, where that is why the server refused (status 403).
    #[must_use]
    pub fn claim_validation_errors(&self) -> &[ClaimValidationError] {
        self.body().map_or(&[], |error| &error.claim_validation_errors)
    }

    /// Does this need a sign-in, or the password, within the last minutes? Then
    /// [`SessionClient::confirm_password`](crate::SessionClient::confirm_password), and the same
    /// call again.
    #[must_use]
    pub fn is_reauthentication_required(&self) -> bool {
        self.error_type() == Some(ErrorType::Reauthenticate)
    }

    /// When to try again, if the server named a time.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

/// What an error response says, if it is in the form of this API.
pub(super) fn error_body(response: &HttpResponse) -> Option<ErrorBody> {
    serde_json::from_str(&response.body).ok()
}

/// `Retry-After` in seconds. Its other form, a date, is not what this server sends.
fn retry_after(response: &HttpResponse) -> Option<Duration> {
    let seconds = response.header("retry-after")?.trim().parse().ok();
    seconds.map(Duration::from_secs)
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSignedIn => "You are signed out. Please sign in again.",
            Self::NotAccepted => {
                "The server did not accept your session for this. You are still signed in."
            }
            Self::SessionChanged => "Your session changed meanwhile. Please try again.",
            Self::Refused { error, .. } | Self::Busy { error, .. } => &error.message,
            Self::Unavailable => "The server cannot answer just now. Please try again in a moment.",
            Self::InvalidRequest => "This page made a request that cannot be sent.",
            Self::Offline => "You are offline. Check the connection and try again.",
            Self::TimedOut => "The server took too long to answer. Please try again.",
            Self::Unreachable => "The server cannot be reached. Please try again in a moment.",
        })
    }
}

impl std::error::Error for ApiError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> HttpResponse {
        HttpResponse { status, headers: Vec::new(), body: body.to_owned() }
    }

    #[test]
    fn a_refusal_keeps_the_servers_words() {
        let body = r#"{"type":"UNKNOWN_TENANT","message":"No such tenant."}"#;
        let error = ApiError::from_response(&response(404, body));
        assert_eq!(error.error_type(), Some(ErrorType::UnknownTenant));
        assert_eq!(error.to_string(), "No such tenant.");
    }

    #[test]
    fn a_fault_of_the_server_is_not_a_refusal() {
        let html = "<h1>Bad gateway</h1>";
        assert_eq!(ApiError::from_response(&response(502, html)), ApiError::Unavailable);
        let body = r#"{"type":"GENERAL_ERROR","message":"internal"}"#;
        assert_eq!(ApiError::from_response(&response(500, body)), ApiError::Unavailable);
    }

    #[test]
    fn a_refusal_in_a_strange_form_is_still_one() {
        let error = ApiError::from_response(&response(418, "short and stout"));
        assert_eq!(error.to_string(), "The server refused this (status 418).");
    }

    #[test]
    fn a_busy_server_says_when_to_try_again() {
        let body = r#"{"type":"OVERLOADED","message":"Too many sign-ins."}"#;
        for (status, header, expected) in [
            (429, Some("30"), Some(30)),
            (503, Some(" 2 "), Some(2)),
            (503, Some("Wed, 21 Oct 2026 07:28:00 GMT"), None),
            (503, None, None),
        ] {
            let mut busy = response(status, body);
            busy.headers.extend(header.map(|value| ("Retry-After".to_owned(), value.to_owned())));
            let error = ApiError::from_response(&busy);
            assert_eq!(error.retry_after(), expected.map(Duration::from_secs), "{header:?}");
            assert_eq!(error.to_string(), "Too many sign-ins.");
        }
        let bare = ApiError::from_response(&response(503, "<h1>Service unavailable</h1>"));
        assert_eq!(bare.error_type(), Some(ErrorType::Overloaded));
        assert_eq!(bare.retry_after(), None);
    }

    #[test]
    fn a_403_says_which_claims_are_missing_or_that_the_password_is_wanted() {
        let body = r#"{"type":"INVALID_CLAIMS","message":"invalid claim","claimValidationErrors":
            [{"id":"st-role","reason":{"message":"value does not exist"}}]}"#;
        let error = ApiError::from_response(&response(403, body));
        let claims = error.claim_validation_errors();
        assert_eq!(claims.len(), 1);
        assert_eq!(claims[0].id, "st-role");
        assert!(!error.is_reauthentication_required());

        let body = r#"{"type":"REAUTHENTICATE","message":"Please give your password again."}"#;
        let error = ApiError::from_response(&response(403, body));
        assert!(error.is_reauthentication_required());
        assert!(error.claim_validation_errors().is_empty());
        assert!(!ApiError::NotSignedIn.is_reauthentication_required());
    }
}
