//! What the app knows about being signed in.

use std::rc::Rc;

use shared::{FrontToken, SessionInfo, TenantId, UserId};

use super::reason::SignOutReason;

/// Whether a user is signed in. Pages match on it; nothing else is kept beside it.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum SessionState {
    /// Not known yet: the cookies are being read, or a refresh that they need is running.
    #[default]
    Loading,
    /// No user is signed in, and why.
    SignedOut(SignOutReason),
    /// A user is signed in; this is what the last front token says.
    SignedIn(Rc<SessionInfo>),
}

impl SessionState {
    /// The session, when there is one.
    #[must_use]
    pub fn info(&self) -> Option<&SessionInfo> {
        match self {
            Self::SignedIn(info) => Some(info),
            Self::Loading | Self::SignedOut(_) => None,
        }
    }

    /// Is it certain that nobody is signed in?
    #[must_use]
    pub fn is_signed_out(&self) -> bool {
        matches!(self, Self::SignedOut(_))
    }

    /// Why nobody is signed in.
    #[must_use]
    pub fn sign_out_reason(&self) -> Option<SignOutReason> {
        match self {
            Self::SignedOut(reason) => Some(*reason),
            Self::Loading | Self::SignedIn(_) => None,
        }
    }

    /// Who is signed in.
    #[must_use]
    pub fn user_id(&self) -> Option<&UserId> {
        self.info().map(|info| &info.user_id)
    }

    /// In which tenant.
    #[must_use]
    pub fn tenant_id(&self) -> Option<&TenantId> {
        self.info().map(|info| &info.tenant_id)
    }
}

/// What the remembered cookies say before the server is asked (wire protocol 10.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LocalState {
    /// A front token is there, and when it came is known.
    Exists,
    /// Certainly signed out.
    NotExists,
    /// Not known: a first visit, or the browser threw the cookies away (Safari, after seven days).
    /// One refresh will tell.
    MayExist,
}

/// The session that a front token describes; `None` for one without a session handle, which no
/// backend of this kind sends.
pub(crate) fn session_info(token: FrontToken) -> Option<SessionInfo> {
    Some(SessionInfo {
        session_handle: token.session_handle()?,
        tenant_id: token.tenant_id(),
        user_id: token.uid,
        access_token_expiry: token.ate,
        access_token_payload: token.up,
    })
}
