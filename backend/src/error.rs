//! The API's one error type. Status, type, text and log level are chosen here, together.
//!
//! Rich inside, boring outside: clients see a closed list of types ([`ErrorType`]) and one
//! sentence; what went wrong inside is logged and never sent.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use session::axum::error_response;
use shared::{ErrorBody, ErrorType};

use crate::account::AccountError;
use crate::account::password::PasswordError;
use db::DbError;
use session::{SessionError, Unauthorised};

/// Why a request was not answered as it was meant.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 400: the request does not have the form that the route asks for.
    #[error("{0}")]
    BadRequest(String),
    /// 400: that is not the password. Not 401, which would say that the session is over.
    #[error("that is not your password")]
    WrongPassword,
    /// 400: the new password breaks a rule.
    #[error("{0}")]
    WeakPassword(String),
    /// 403: a page of another origin sent this.
    #[error("a page of another origin may not do this")]
    OriginRefused,
    /// 403: the same in development, where the page may be the developer's own behind a tunnel.
    #[error(
        "a page of another origin may not do this: set WEBSITE_DOMAIN to the page's origin, or, for \
         tunnels and remote containers, ALLOW_LAN=true"
    )]
    OriginRefusedInDevelopment,
    /// 404.
    #[error("there is nothing here")]
    NotFound,
    /// 404: no such tenant.
    #[error("there is no tenant {0:?}")]
    UnknownTenant(String),
    /// 405.
    #[error("this route exists, but not with this method")]
    MethodNotAllowed,
    /// 413.
    #[error("the body is too large")]
    PayloadTooLarge,
    /// 415.
    #[error("the body must be application/json")]
    UnsupportedMediaType,
    /// 421: in development, the Host, or the one that a proxy passes on, is not this machine.
    #[error(
        "in development this server answers to localhost only: behind a tunnel or in a remote \
         container, and for any other name, set ALLOW_LAN=true"
    )]
    MisdirectedRequest,
    /// Anything about the session.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// 503: too much to do just now.
    #[error("too many requests of this kind just now, try again in a moment")]
    Overloaded,
    /// 500: a fault of the server.
    #[error("{0}")]
    Internal(#[from] anyhow::Error),
}

impl Error {
    /// Is this an error of the session, GENERAL_ERROR included, and not the app's own? Its kind is
    /// [`SessionError::error_type`].
    #[doc(alias = "isErrorFromAuth")]
    #[must_use]
    pub fn is_error_from_auth(&self) -> bool {
        matches!(self, Self::Session(_))
    }

    fn parts(&self) -> (StatusCode, ErrorType) {
        match self {
            Self::BadRequest(_) => (StatusCode::BAD_REQUEST, ErrorType::BadRequest),
            Self::WrongPassword => (StatusCode::BAD_REQUEST, ErrorType::WrongPassword),
            Self::WeakPassword(_) => (StatusCode::BAD_REQUEST, ErrorType::WeakPassword),
            Self::OriginRefused | Self::OriginRefusedInDevelopment => {
                (StatusCode::FORBIDDEN, ErrorType::OriginRefused)
            }
            Self::NotFound => (StatusCode::NOT_FOUND, ErrorType::NotFound),
            Self::UnknownTenant(_) => (StatusCode::NOT_FOUND, ErrorType::UnknownTenant),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, ErrorType::MethodNotAllowed),
            Self::PayloadTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, ErrorType::PayloadTooLarge),
            Self::UnsupportedMediaType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorType::UnsupportedMediaType)
            }
            Self::MisdirectedRequest => {
                (StatusCode::MISDIRECTED_REQUEST, ErrorType::MisdirectedRequest)
            }
            Self::Overloaded => (StatusCode::SERVICE_UNAVAILABLE, ErrorType::Overloaded),
            Self::Session(error) => (error.status(), error.error_type()),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, ErrorType::GeneralError),
        }
    }

    /// The sentence for people. What went wrong inside stays in the log.
    fn message(&self) -> String {
        match self {
            Self::Internal(_) => "something went wrong on our side".to_owned(),
            other => other.to_string(),
        }
    }

    fn log(&self, status: StatusCode) {
        match self {
            // `{:#}` shows what lies under an anyhow error; the client sees none of it.
            Self::Internal(error) => {
                tracing::error!(error = format!("{error:#}"), "request failed");
            }
            other if status.is_server_error() => {
                tracing::error!(error = %other, "request failed");
            }
            other => tracing::debug!(target: "refused", reason = %other),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Session(error) = self {
            return error.into_response();
        }
        let (status, error_type) = self.parts();
        self.log(status);
        let body =
            ErrorBody { error_type, message: self.message(), claim_validation_errors: Vec::new() };
        let mut response = error_response(status, body);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        Self::Internal(error.into())
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
            AccountError::Password(PasswordError::Overloaded) => Self::Overloaded,
            AccountError::Password(error) => Self::Internal(error.into()),
            AccountError::Session(error) => Self::Session(error),
            AccountError::Store(error) => error.into(),
            AccountError::BadForm(sentence) => Self::BadRequest(sentence),
        }
    }
}
