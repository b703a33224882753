//! The audit log: what happened to a session, and by which request.
//!
//! The request's span adds its id, its address, and whose session it brought.

use std::sync::Arc;

use shared::{SessionHandle, TenantId, UserId};
use tracing::Span;

use crate::keys::ServerKeys;

/// Says in the span of the request whose session it is.
pub(crate) fn note_user(user: &UserId, tenant: &TenantId) {
    Span::current().record("user", user.as_str()).record("tenant", tenant.as_str());
}

/// Writes the audit log. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Audit {
    pub(crate) server_keys: Arc<ServerKeys>,
}

impl Audit {
    /// One line. The handle is hashed: the log must not name live sessions.
    pub(crate) fn record(&self, event: &'static str, handle: &SessionHandle) {
        let session = self.server_keys.current().log_hash(handle.as_str());
        tracing::info!(target: "audit", event, session);
    }

    /// Sessions have ended.
    pub(crate) fn record_revoked(&self, ended: &[SessionHandle]) {
        for handle in ended {
            self.record("session_revoked", handle);
        }
    }
}
