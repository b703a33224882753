//! Sessions that a refresh token ends: it was used before, or the row came from a backup.

use std::sync::Arc;

use shared::{SessionHandle, Timestamp};

use crate::audit::Audit;
use crate::device::Device;
use crate::error::SessionError;
use crate::events::{EndReason, EndedSession, SessionEvents};
use crate::store::Db;
use crate::store::sessions::{self as store, SessionRow};
use crate::to_its_end::write_to_its_end;
use crate::tokens::pair::Tokens;

/// Ends sessions that must not go on.
pub(crate) struct Ender {
    pub(crate) db: Db,
    pub(crate) audit: Audit,
    pub(crate) events: Arc<dyn SessionEvents>,
}

impl Ender {
    /// Ends a session of which two clients have tokens, and says so.
    ///
    /// # Errors
    /// [`SessionError::TokenTheftDetected`]; the database's faults and those of the app's observer,
    /// and then the session is as it was.
    pub(crate) async fn end_stolen(
        &self,
        row: SessionRow,
        device: &Device,
        at: Timestamp,
    ) -> Result<Tokens, SessionError> {
        let stolen = EndedSession {
            session_handle: row.session_handle,
            user_id: row.user_id,
            tenant_id: row.tenant_id,
            reason: EndReason::TokenTheft,
            at,
            device: device.clone(),
        };
        let (db, audit, events) = (self.db.clone(), self.audit.clone(), Arc::clone(&self.events));
        write_to_its_end(async move {
            let handle = stolen.session_handle.clone();
            let write = db.write(async move |tx| {
                // Two old tokens at once are one theft.
                let is_first = store::delete(tx, &stolen.session_handle).await?;
                if is_first {
                    events.session_ended(tx, &stolen).await?;
                }
                Ok(is_first)
            });
            if write.await? {
                audit.record("token_theft_detected", &handle);
            }
            Ok(())
        })
        .await?;
        Err(SessionError::TokenTheftDetected)
    }

    /// Ends a session that is older than a token of it. False: it is not, or it is gone already.
    ///
    /// # Errors
    /// The database's faults.
    pub(crate) async fn end_restored(
        &self,
        handle: &SessionHandle,
        generation: i64,
    ) -> Result<bool, SessionError> {
        let of_write = handle.clone();
        let ended = self
            .db
            .write(async move |tx| store::delete_restored(tx, &of_write, generation).await)
            .await?;
        if ended {
            self.audit.record("session_restored_from_backup", handle);
        }
        Ok(ended)
    }
}
