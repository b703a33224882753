//! What a handler holds: a small cloneable handle to one verified session.
//!
//! Getters ask no database. What a handler changes is written to the response by one layer on the
//! way out; using the session after that is an error, not a silent nothing.

mod claims;
mod ending;
mod payload;
mod stored;

use std::sync::Arc;

use serde_json::{Map, Value};
use shared::{SessionHandle, TenantId, Timestamp, UserId};

use crate::error::SessionError;
use crate::held::held_session::HeldSession;
use crate::held::session_change::SessionChange;
use crate::parts::Parts;
use crate::tokens::pair::AccessToken;
use crate::tokens::session_tokens::SessionTokens;

/// A verified session. Cheap to clone; the clones are one session.
#[derive(Clone)]
pub struct Session {
    inner: Arc<Inner>,
}

struct Inner {
    parts: Arc<Parts>,
    held: HeldSession,
}

impl Session {
    /// `stored` is the payload of the row, if the database was asked.
    pub(crate) fn new(
        parts: Arc<Parts>,
        access_token: AccessToken,
        stored: Option<Map<String, Value>>,
    ) -> Self {
        Self { inner: Arc::new(Inner { parts, held: HeldSession::new(access_token, stored) }) }
    }

    /// Who is signed in.
    #[must_use]
    pub fn get_user_id(&self) -> &UserId {
        &self.inner.held.verified().user_id
    }

    /// The sign-in method's user; the same, because accounts are not linked here.
    #[must_use]
    pub fn get_recipe_user_id(&self) -> &UserId {
        &self.inner.held.verified().recipe_user_id
    }

    /// The tenant of the session.
    #[must_use]
    pub fn get_tenant_id(&self) -> &TenantId {
        &self.inner.held.verified().tenant_id
    }

    /// The session handle.
    #[must_use]
    pub fn get_handle(&self) -> &SessionHandle {
        &self.inner.held.verified().session_handle
    }

    /// The access token's whole payload.
    #[must_use]
    pub fn get_access_token_payload(&self) -> Map<String, Value> {
        self.inner.held.payload().to_map()
    }

    /// The older name of [`Session::get_access_token_payload`].
    #[must_use]
    pub fn get_jwt_payload(&self) -> Map<String, Value> {
        self.get_access_token_payload()
    }

    /// The access token itself.
    #[must_use]
    pub fn get_access_token(&self) -> String {
        self.inner.held.text()
    }

    /// When the access token expires.
    #[must_use]
    pub fn get_access_token_expiry(&self) -> Timestamp {
        self.inner.held.expires_at()
    }

    /// The tokens themselves. "Dangerously", because their holder is the user: they belong in
    /// a response to that user, and nowhere else. No query.
    #[must_use]
    pub fn get_all_session_tokens_dangerously(&self) -> SessionTokens {
        let (access_token, updated) = self.inner.held.access_token();
        SessionTokens {
            front_token: access_token.claims.front_token().encode(),
            anti_csrf_token: access_token.claims.anti_csrf_token.clone(),
            access_token,
            access_and_front_token_updated: updated,
        }
    }

    /// What the response must say; the session cannot be used any more.
    #[must_use]
    pub fn take_change(&self) -> Option<SessionChange> {
        self.inner.held.take_change()
    }

    /// What the parts of the engine need of it.
    pub(crate) fn held(&self) -> &HeldSession {
        &self.inner.held
    }

    /// Shows the payload that another look at the same token found in the row.
    pub(crate) fn show_payload_of(&self, other: &Self) {
        self.inner.held.show_payload_of(&other.inner.held);
    }

    /// A new access token if the stored payload is not the one that the token carries.
    pub(crate) fn reissue_if_stale(&self) -> Result<Option<AccessToken>, SessionError> {
        self.inner.held.reissue_if_stale(&self.inner.parts.issuer)
    }
}
