//! An error of the session as a response: status, type, sentence and log level, chosen together.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::ErrorBody;

use crate::{SessionError, Unauthorised};

/// What the session layer must do to a response that carries an error of the session. It has the
/// settings; this has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionFailure {
    /// Answer with the configured status; clear nothing.
    Keep,
    /// Answer with the configured status; clear the tokens of both methods.
    ClearAll,
}

/// A response that says what went wrong. It carries its [`ErrorType`](shared::ErrorType) as an
/// extension, too, for a layer that says errors in words of its own.
#[must_use]
pub fn error_response(status: StatusCode, body: ErrorBody) -> Response {
    let error_type = body.error_type;
    let mut response = (status, Json(body)).into_response();
    response.extensions_mut().insert(error_type);
    response
}

impl SessionError {
    /// The status of an answer with this error, before the configured one for "session expired"
    /// takes the place of 401.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorised(_) | Self::TryRefreshToken(_) | Self::TokenTheftDetected => {
                StatusCode::UNAUTHORIZED
            }
            Self::InvalidClaims(_) | Self::Reauthenticate => StatusCode::FORBIDDEN,
            Self::PayloadTooLarge { .. } => StatusCode::BAD_REQUEST,
            Self::DataTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::DuplicateCookies | Self::ResponseSent | Self::General(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    fn failure(&self) -> Option<SessionFailure> {
        match self {
            // The client may hold a session that this request did not show (wire protocol rule 8).
            Self::Unauthorised(Unauthorised::NoAccessToken) | Self::TryRefreshToken(_) => {
                Some(SessionFailure::Keep)
            }
            Self::Unauthorised(_) | Self::TokenTheftDetected => Some(SessionFailure::ClearAll),
            _ => None,
        }
    }

    /// The sentence for people. Reasons that help those who try tokens stay in the log.
    fn message(&self) -> String {
        match self {
            Self::Unauthorised(_) => "unauthorised".to_owned(),
            Self::TryRefreshToken(_) => "try refresh token".to_owned(),
            Self::TokenTheftDetected => "token theft detected".to_owned(),
            Self::General(_) | Self::ResponseSent => "something went wrong on our side".to_owned(),
            other => other.to_string(),
        }
    }

    fn log(&self) {
        match self {
            // `{:#}` shows what lies under an anyhow error; the client sees none of it.
            Self::General(error) => {
                tracing::error!(error = format!("{error:#}"), "request failed");
            }
            other if other.status().is_server_error() => {
                tracing::error!(error = %other, "request failed");
            }
            other => tracing::debug!(target: "refused", reason = %other),
        }
    }
}

impl IntoResponse for SessionError {
    fn into_response(self) -> Response {
        self.log();
        let (status, error_type) = (self.status(), self.error_type());
        let (message, failure) = (self.message(), self.failure());
        let claim_validation_errors = match self {
            Self::InvalidClaims(errors) => errors,
            _ => Vec::new(),
        };
        let body = ErrorBody { error_type, message, claim_validation_errors };
        let mut response = error_response(status, body);
        if let Some(failure) = failure {
            response.extensions_mut().insert(failure);
        }
        response
    }
}
