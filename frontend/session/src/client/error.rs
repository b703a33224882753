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
