//! The audit log: what happened to a session, and by which request.
//!
//! The request's span adds its id, its address, and whose session it brought.

use shared::{SessionHandle, TenantId, UserId};
use tracing::{Instrument, Span};

use crate::Sessions;
use crate::store;
use crate::store::budget::{WRITE_LIMIT, spend};

/// Says in the span of the request whose session it is.
pub(crate) fn note_user(user: &UserId, tenant: &TenantId) {
    Span::current().record("user", user.as_str()).record("tenant", tenant.as_str());
}

/// Runs work in a task of its own: a client that hangs up meanwhile does not stop it. For a write
/// and what must follow its commit, such as a line in the audit log.
pub async fn to_its_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work.in_current_span()).await {
        Ok(outcome) => outcome,
        // The work's own panic goes on where the work was asked for.
        Err(failed) if failed.is_panic() => std::panic::resume_unwind(failed.into_panic()),
        // The runtime ends, and this task with it.
        Err(_) => std::future::pending().await,
    }
}

/// [`to_its_end`] for work at the database. The wait for it counts in the request's budget.
///
/// # Errors
/// The work's own; [`DbError::TimedOut`](store::DbError::TimedOut), and the work goes on.
pub async fn write_to_its_end<T: Send + 'static>(
    work: impl Future<Output = store::Result<T>> + Send + 'static,
) -> store::Result<T> {
    spend(WRITE_LIMIT, to_its_end(work)).await
}

impl Sessions {
    /// One line for the audit log. The handle is hashed: the log must not name live sessions.
    pub fn audit(&self, event: &'static str, handle: &SessionHandle) {
        let session = self.0.server_keys.current().log_hash(handle.as_str());
        tracing::info!(target: "audit", event, session);
    }
}
