//! What happened to the session: the events of SuperTokens' clients (wire protocol 10.6).

use std::rc::Rc;

use shared::{ClaimValidationError, SessionInfo};

use super::reason::SignOutReason;

/// Something happened to the session. [`crate::SessionClient::subscribe`] hears of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionEvent {
    /// There was none, and now there is one.
    SessionCreated {
        /// The new one.
        session: Rc<SessionInfo>,
    },
    /// It has new tokens.
    RefreshSession {
        /// With the new payload and expiry.
        session: Rc<SessionInfo>,
    },
    /// The access token's payload is another one.
    AccessTokenPayloadUpdated {
        /// With the new payload.
        session: Rc<SessionInfo>,
    },
    /// The user ended it.
    SignOut {
        /// The one that ended, if one was known.
        session: Option<Rc<SessionInfo>>,
        /// Why nobody is signed in.
        reason: SignOutReason,
    },
    /// A call needed a session.
    Unauthorised {
        /// True: there was one, and the server ended it. False: there was none to begin with.
        session_expired_or_revoked: bool,
        /// The one that ended, if one was known.
        session: Option<Rc<SessionInfo>>,
        /// Why nobody is signed in.
        reason: SignOutReason,
    },
    /// The session lacks a claim that a route asks for.
    ApiInvalidClaim {
        /// The session, if one is known.
        session: Option<Rc<SessionInfo>>,
        /// What is wrong with which claim.
        claim_validation_errors: Vec<ClaimValidationError>,
    },
}

impl SessionEvent {
    /// The session that the event is about: user, handle and tenant. After a sign-out, the one that
    /// ended.
    #[must_use]
    pub fn session(&self) -> Option<&SessionInfo> {
        match self {
            Self::SessionCreated { session }
            | Self::RefreshSession { session }
            | Self::AccessTokenPayloadUpdated { session } => Some(session),
            Self::SignOut { session, .. }
            | Self::Unauthorised { session, .. }
            | Self::ApiInvalidClaim { session, .. } => session.as_deref(),
        }
    }

    /// Why nobody is signed in, after an event that says so.
    #[must_use]
    pub fn reason(&self) -> Option<SignOutReason> {
        match self {
            Self::SignOut { reason, .. } | Self::Unauthorised { reason, .. } => Some(*reason),
            _ => None,
        }
    }
}
