//! The audit log: what happened to a session, and by which request.
//!
//! The request's span adds its id, its address, and whose session it brought.

use futures_util::future::BoxFuture;
use shared::{SessionHandle, TenantId, UserId};
use tracing::{Instrument, Span};

use super::Sessions;
use crate::store::budget::{WRITE_LIMIT, spend};
use crate::store::{self, Tx};

/// Says in the span of the request whose session it is.
pub(super) fn note_user(user: &UserId, tenant: &TenantId) {
    Span::current().record("user", user.as_str()).record("tenant", tenant.as_str());
}

/// Runs work in a task of its own: a client that hangs up meanwhile does not stop it.
pub(crate) async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> T {
    match tokio::spawn(work.in_current_span()).await {
        Ok(outcome) => outcome,
        // The work's own panic goes on where the work was asked for.
        Err(failed) if failed.is_panic() => std::panic::resume_unwind(failed.into_panic()),
        // The runtime ends, and this task with it.
        Err(_) => std::future::pending().await,
    }
}

impl Sessions {
    /// One line for the audit log. The handle is hashed: the log must not name live sessions.
    pub(crate) fn audit(&self, event: &'static str, handle: &SessionHandle) {
        let session = self.0.server_keys.current().log_hash(handle.as_str());
        tracing::info!(target: "audit", event, session);
    }

    /// Writes, and then does what must follow the commit, such as a line in the audit log. Both are
    /// in a task of its own: a client that hangs up while the commit is under way stops neither.
    ///
    /// # Errors
    /// As [`Db::write`](store::Db::write); nothing follows then.
    pub(crate) async fn write_and_then<T, R, F>(
        &self,
        work: F,
        then: impl FnOnce(&Self, T) -> R + Send + 'static,
    ) -> store::Result<R>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'tx> FnOnce(&'tx mut Tx) -> BoxFuture<'tx, store::Result<T>>,
        F: Clone + Send + 'static,
    {
        let sessions = self.clone();
        let task = async move {
            let written = sessions.0.db.write(work).await?;
            Ok(then(&sessions, written))
        };
        spend(WRITE_LIMIT, to_its_end(task)).await
    }

    /// [`Sessions::write_and_then`] for sessions that end: each is a line in the audit log.
    pub(crate) async fn write_and_revoke<F>(&self, work: F) -> store::Result<Vec<SessionHandle>>
    where
        F: for<'tx> FnOnce(&'tx mut Tx) -> BoxFuture<'tx, store::Result<Vec<SessionHandle>>>
            + Clone
            + Send
            + 'static,
    {
        self.write_and_then(work, |sessions, ended: Vec<SessionHandle>| {
            sessions.revoked(&ended);
            ended
        })
        .await
    }
}
