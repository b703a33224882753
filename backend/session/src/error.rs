//! How a session can fail. Rich here, for logs and tests; clients see four kinds.

use db::DbError;
use shared::{ClaimValidationError, ErrorType};

use crate::clock::NoRandomness;

/// Why there is no session, or not as it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// No session, or not any more.
    #[error("unauthorised: {0}")]
    Unauthorised(Unauthorised),
    /// The access token is not good; a refresh may heal it.
    #[error("try refresh token: {0}")]
    TryRefreshToken(TryRefresh),
    /// A refresh token was used again. The session is revoked.
    #[error("token theft detected")]
    TokenTheftDetected,
    /// The session lacks claims that the route asks for.
    #[error("invalid claim")]
    InvalidClaims(Vec<ClaimValidationError>),
    /// This needs a sign-in, or the password, within the last 15 minutes.
    #[error("give your password again")]
    Reauthenticate,
    /// The access token would not fit in a cookie.
    #[error(
        "the access token would have {len} bytes, and browsers keep no more than {max}: put less into its payload"
    )]
    PayloadTooLarge {
        /// How long it would be.
        len: usize,
        /// How long it may be.
        max: usize,
    },
    /// The session data is too large.
    #[error("session data may have {max} bytes as JSON text, and this has {len}")]
    DataTooLarge {
        /// How long it is.
        len: usize,
        /// How long it may be.
        max: usize,
    },
    /// The request has a session cookie more than once, and the domain of before is not known: the
    /// one fault that input can cause (wire protocol 3.5).
    #[error(
        "The request contains multiple session cookies. The cookies' domain was changed: clear \
         the browser's cookies for this site"
    )]
    DuplicateCookies,
    /// A handler kept the session object beyond its request.
    #[error("the session was used after the response was sent")]
    ResponseSent,
    /// A fault of the server. Nothing was changed or cleared.
    #[error("{0}")]
    General(#[from] anyhow::Error),
}

/// Why there is no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unauthorised {
    /// No access token came. Clients must keep what they have (wire protocol rule 8).
    #[error("no access token")]
    NoAccessToken,
    /// No cookie says that there is a session to refresh (clients of the first generation).
    #[error("no id refresh token")]
    NoIdRefreshToken,
    /// No refresh token came.
    #[error("no refresh token")]
    NoRefreshToken,
    /// The refresh token is not one of this server's, or not this row's.
    #[error("not a refresh token of this server")]
    NotOurToken,
    /// The refresh token and the access token that came with it are of two sessions.
    #[error("the two cookies are of two sessions")]
    OtherSession,
    /// Revoked, expired, or over its absolute life.
    #[error("the session is gone")]
    SessionGone,
    /// The row is older than the token: a backup was restored.
    #[error("the session is older than its token")]
    RestoredBackup,
    /// The refresh lacks the proof that the app's own page asked for it.
    #[error("the anti-CSRF check failed")]
    AntiCsrf,
}

/// Why a refresh is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TryRefresh {
    /// No access token came, and there is a session to refresh.
    #[error("no access token")]
    NoAccessToken,
    /// The access token is of a generation before the last one: its holder was left behind.
    #[error("superseded")]
    Superseded,
    /// The access token has expired.
    #[error("expired")]
    Expired,
    /// The signature, the key or the claims are not good.
    #[error("not signed by us")]
    Forged,
    /// The anti-CSRF token is missing or another one.
    #[error("anti-CSRF")]
    AntiCsrf,
    /// The cookie came twice (wire protocol 3.5).
    #[error("two access token cookies")]
    DuplicateCookie,
    /// A cookie of an old client is there (wire protocol 3.4).
    #[error("a session of an older client")]
    LegacyCookie,
}

impl SessionError {
    /// The kind of error, as clients know it.
    #[doc(alias = "errType")]
    #[must_use]
    pub fn error_type(&self) -> ErrorType {
        match self {
            Self::Unauthorised(_) => ErrorType::Unauthorised,
            Self::TryRefreshToken(_) => ErrorType::TryRefreshToken,
            Self::TokenTheftDetected => ErrorType::TokenTheftDetected,
            Self::InvalidClaims(_) => ErrorType::InvalidClaims,
            Self::Reauthenticate => ErrorType::Reauthenticate,
            Self::PayloadTooLarge { .. } => ErrorType::BadRequest,
            Self::DataTooLarge { .. } => ErrorType::PayloadTooLarge,
            Self::DuplicateCookies | Self::ResponseSent | Self::General(_) => {
                ErrorType::GeneralError
            }
        }
    }
}

impl From<DbError> for SessionError {
    fn from(error: DbError) -> Self {
        Self::General(error.into())
    }
}

impl From<NoRandomness> for SessionError {
    fn from(error: NoRandomness) -> Self {
        Self::General(error.into())
    }
}

impl From<Unauthorised> for SessionError {
    fn from(reason: Unauthorised) -> Self {
        Self::Unauthorised(reason)
    }
}

impl From<TryRefresh> for SessionError {
    fn from(reason: TryRefresh) -> Self {
        Self::TryRefreshToken(reason)
    }
}
