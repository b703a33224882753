//! What a new session is made of.

use serde_json::{Map, Value};
use shared::{SessionHandle, TenantId, UserId};

use crate::device::Device;

/// What a new session is made of.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The user it belongs to.
    pub user_id: UserId,
    /// The tenant it belongs to.
    pub tenant_id: TenantId,
    /// The app's claims; protected names are dropped.
    pub access_token_payload: Map<String, Value>,
    /// The app's data, never sent to the browser by itself.
    pub session_data: Map<String, Value>,
    /// What the request that asks for it adds.
    pub sign_in_context: SignInContext,
}

/// What a request adds to the session it asks for.
#[derive(Debug, Clone, Default)]
pub struct SignInContext {
    /// Who asks.
    pub device: Device,
    /// The browser's previous session, which ends.
    pub replaces: Option<SessionHandle>,
    /// Protect the new one with an anti-CSRF token?
    pub with_anti_csrf: bool,
}

impl NewSession {
    /// A session with nothing of the app's in it.
    #[must_use]
    pub fn of(user_id: UserId, tenant_id: TenantId) -> Self {
        Self {
            user_id,
            tenant_id,
            access_token_payload: Map::new(),
            session_data: Map::new(),
            sign_in_context: SignInContext::default(),
        }
    }
}
