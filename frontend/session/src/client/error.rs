//! What a call can end in, other than its response.

use std::fmt;

use shared::{ErrorBody, ErrorType};

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
    /// The server has a fault, or another server responded in its place. The session is as it was.
    Unavailable,
    /// The request cannot be sent: a parameter of its path is empty or made of dots, which browsers
    /// resolve, or its body is not JSON.
    InvalidRequest,
    /// No response at all. The session is as it was.
    Offline,
}

impl ApiError {
    /// Reads a response that is not a success.
    #[must_use]
    pub fn from_response(response: &HttpResponse) -> Self {
        let body = serde_json::from_str::<ErrorBody>(&response.body).ok();
        match (response.status, body) {
            // "Too much to do, try again" is worth more than our own words for it.
            (status @ (400..=499 | 503), Some(error)) => Self::Refused { status, error },
            (status @ 400..=499, None) => Self::Refused {
                status,
                error: ErrorBody::new(
                    ErrorType::BadRequest,
                    format!("The server refused this (status {status})."),
                ),
            },
            _ => Self::Unavailable,
        }
    }

    /// The error's type, when the server named one.
    #[must_use]
    pub fn error_type(&self) -> Option<ErrorType> {
        match self {
            Self::Refused { error, .. } => Some(error.error_type),
            _ => None,
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSignedIn => "You are signed out. Please sign in again.",
            Self::NotAccepted => {
                "The server did not accept your session for this. You are still signed in."
            }
            Self::SessionChanged => "Your session changed meanwhile. Please try again.",
            Self::Refused { error, .. } => &error.message,
            Self::Unavailable => "The server cannot answer just now. Please try again in a moment.",
            Self::InvalidRequest => "This page made a request that cannot be sent.",
            Self::Offline => "The server cannot be reached. Check the connection and try again.",
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
}
