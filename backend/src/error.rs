//! The API's one error type. Status, type, text and log level are chosen here, together.
//!
//! Rich inside, boring outside: clients see a closed list of types ([`ErrorType`]) and one
//! sentence; what went wrong inside is logged and never sent.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::{ErrorBody, ErrorType};

use crate::account::AccountError;
use crate::password::PasswordError;
use crate::session::{SessionError, Unauthorised};
use crate::store::StoreError;

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
    /// 500: the one fault that input can cause (wire protocol 3.5).
    #[error(
        "The request contains multiple session cookies. The cookies' domain was changed: clear \
         the browser's cookies for this site"
    )]
    DuplicateCookies,
    /// Anything about the session.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// 503: too much to do just now.
    #[error("too many requests of this kind just now, try again in a moment")]
    Overloaded,
    /// 500: a fault of ours.
    #[error("{0}")]
    Internal(#[from] anyhow::Error),
}

/// What the session layer must do to a reply that carries an error: it knows the cookies' names,
/// this module does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionFailure {
    /// Answer with the configured status; clear nothing.
    Keep,
    /// Answer with the configured status; clear the tokens of both methods.
    ClearAll,
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
            Self::Session(error) => (session_status(error), error.error_type()),
            Self::DuplicateCookies | Self::Internal(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, ErrorType::GeneralError)
            }
        }
    }

    fn session_failure(&self) -> Option<SessionFailure> {
        match self {
            // The client may hold a session that this request did not show (wire protocol rule 8).
            Self::Session(
                SessionError::Unauthorised(Unauthorised::NoAccessToken)
                | SessionError::TryRefreshToken(_),
            ) => Some(SessionFailure::Keep),
            Self::Session(SessionError::Unauthorised(_) | SessionError::TokenTheftDetected) => {
                Some(SessionFailure::ClearAll)
            }
            _ => None,
        }
    }

    /// The sentence for people. Reasons that help whoever tries tokens stay in the log.
    fn message(&self) -> String {
        match self {
            Self::Session(SessionError::Unauthorised(_)) => "unauthorised".to_owned(),
            Self::Session(SessionError::TryRefreshToken(_)) => "try refresh token".to_owned(),
            Self::Session(SessionError::TokenTheftDetected) => "token theft detected".to_owned(),
            Self::Internal(_)
            | Self::Session(SessionError::General(_) | SessionError::ReplySent) => {
                "something went wrong on our side".to_owned()
            }
            other => other.to_string(),
        }
    }
}

fn session_status(error: &SessionError) -> StatusCode {
    match error {
        SessionError::Unauthorised(_)
        | SessionError::TryRefreshToken(_)
        | SessionError::TokenTheftDetected => StatusCode::UNAUTHORIZED,
        SessionError::InvalidClaims(_) | SessionError::Reauthenticate => StatusCode::FORBIDDEN,
        SessionError::PayloadTooLarge { .. } => StatusCode::BAD_REQUEST,
        SessionError::DataTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        SessionError::ReplySent | SessionError::General(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The reply carries its [`ErrorType`] as an extension, too, for a layer that says errors in words
/// of its own.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, error_type) = self.parts();
        if status.is_server_error() {
            // `{:#}` shows what lies under an anyhow error; the client sees none of it.
            match &self {
                Self::Internal(error) | Self::Session(SessionError::General(error)) => {
                    tracing::error!(error = format!("{error:#}"), "request failed");
                }
                other => tracing::error!(error = %other, "request failed"),
            }
        } else {
            tracing::debug!(error = %self, "request refused");
        }
        let message = self.message();
        let failure = self.session_failure();
        let claim_validation_errors = match self {
            Self::Session(SessionError::InvalidClaims(errors)) => errors,
            _ => Vec::new(),
        };
        let body = ErrorBody { error_type, message, claim_validation_errors };
        let mut response = (status, Json(body)).into_response();
        response.extensions_mut().insert(error_type);
        if let Some(failure) = failure {
            response.extensions_mut().insert(failure);
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
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
