//! The API's one error type. Status, type, text and log level are chosen here, together.
//!
//! Rich inside, boring outside: clients see a closed list of types ([`ErrorType`]) and one
//! sentence; what went wrong inside is logged and never sent.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use server::{RequestError, refusal};
use shared::ErrorType;

use crate::account::AccountError;
use crate::account::password::PasswordError;
use db::DbError;
use session::{SessionError, Unauthorised};

/// Why a request was not answered as it was meant: the app's own reasons, and those of the layers
/// around it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 400: that is not the password. Not 401, which would say that the session is over.
    #[error("that is not your password")]
    WrongPassword,
    /// 400: the new password breaks a rule.
    #[error("{0}")]
    WeakPassword(String),
    /// 404: no such tenant.
    #[error("there is no tenant {0:?}")]
    UnknownTenant(String),
    /// Anything about the session.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// What every app refuses, from a malformed body to a fault of the server.
    #[error(transparent)]
    Request(#[from] RequestError),
}

impl Error {
    /// 400: the request does not have the form that the route asks for. The sentence is for people.
    #[must_use]
    pub fn bad_request(sentence: impl Into<String>) -> Self {
        Self::Request(RequestError::BadRequest(sentence.into()))
    }

    /// 404: there is nothing here.
    #[must_use]
    pub fn not_found() -> Self {
        Self::Request(RequestError::NotFound)
    }

    /// 500: a fault of the server. It is logged, and the client is told nothing of it. `?` makes the
    /// same of an [`anyhow::Error`].
    #[must_use]
    pub fn internal(fault: impl Into<anyhow::Error>) -> Self {
        Self::Request(RequestError::Internal(fault.into()))
    }

    /// Is this an error of the session, GENERAL_ERROR included, and not the app's own? Its kind is
    /// [`SessionError::error_type`].
    #[doc(alias = "isErrorFromAuth")]
    #[must_use]
    pub fn is_error_from_auth(&self) -> bool {
        matches!(self, Self::Session(_))
    }

    fn parts(&self) -> (StatusCode, ErrorType) {
        match self {
            Self::WrongPassword => (StatusCode::BAD_REQUEST, ErrorType::WrongPassword),
            Self::WeakPassword(_) => (StatusCode::BAD_REQUEST, ErrorType::WeakPassword),
            Self::UnknownTenant(_) => (StatusCode::NOT_FOUND, ErrorType::UnknownTenant),
            Self::Session(error) => (error.status(), error.error_type()),
            Self::Request(error) => (error.status(), error.error_type()),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, error_type) = self.parts();
        match self {
            Self::Session(error) => error.into_response(),
            Self::Request(error) => error.into_response(),
            reason => refusal(status, error_type, &reason),
        }
    }
}

impl From<anyhow::Error> for Error {
    fn from(fault: anyhow::Error) -> Self {
        Self::internal(fault)
    }
}

impl From<DbError> for Error {
    fn from(fault: DbError) -> Self {
        Self::internal(fault)
    }
}

impl From<Unauthorised> for Error {
    fn from(reason: Unauthorised) -> Self {
        Self::Session(reason.into())
    }
}

impl From<AccountError> for Error {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Password(PasswordError::Overloaded) => RequestError::Overloaded.into(),
            AccountError::Password(fault) => Self::internal(fault),
            AccountError::Session(error) => Self::Session(error),
            AccountError::Store(fault) => fault.into(),
            AccountError::BadForm(sentence) => Self::bad_request(sentence),
        }
    }
}
