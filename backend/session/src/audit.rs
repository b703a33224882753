//! The audit log: what happened to a session, and by which request.
//!
//! The request's span adds its id, its address, and whose session it brought.

use shared::{SessionHandle, TenantId, UserId};
use tracing::Span;

use crate::Sessions;

/// Says in the span of the request whose session it is.
pub(crate) fn note_user(user: &UserId, tenant: &TenantId) {
    Span::current().record("user", user.as_str()).record("tenant", tenant.as_str());
}

impl Sessions {
    /// One line for the audit log. The handle is hashed: the log must not name live sessions.
    pub fn audit(&self, event: &'static str, handle: &SessionHandle) {
        let session = self.0.server_keys.current().log_hash(handle.as_str());
        tracing::info!(target: "audit", event, session);
    }
}
