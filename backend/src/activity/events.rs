//! What the session engine finds out by itself: it calls this in its own transaction.

use db::{DbError, Tx};
use session::{EndReason, EndedSession, EventFuture, SessionEvents};
use shared::activity::ActivityKind;

use super::{By, Entries, store};

/// Writes an entry for each session that signs out, and for each that is stolen.
pub struct ActivityEvents {
    /// Makes the entries.
    pub entries: Entries,
}

impl SessionEvents for ActivityEvents {
    fn session_ended<'a>(&'a self, tx: &'a mut Tx, ended: &'a EndedSession) -> EventFuture<'a> {
        Box::pin(async move {
            let kind = match ended.reason {
                EndReason::SignedOut => ActivityKind::SignedOut,
                EndReason::TokenTheft => ActivityKind::TokenTheftDetected,
            };
            let EndedSession { user_id, tenant_id, .. } = ended;
            let by = By { device: &ended.device, at: ended.at };
            match self.entries.of_user(kind, user_id, tenant_id, by) {
                Ok(entry) => store::insert(tx, &entry.about(ended.session_handle.clone())).await,
                // A session that was stolen must end even now.
                Err(error) => {
                    tracing::error!(%error, "an entry of the activity is missing");
                    Ok::<(), DbError>(())
                }
            }
        })
    }
}
