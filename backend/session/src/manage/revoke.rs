//! Sessions end. None of this touches a response.

use std::sync::Arc;

use shared::{SessionHandle, TenantId, UserId};

use crate::audit::Audit;
use crate::clock::Clock;
use crate::device::Device;
use crate::error::SessionError;
use crate::events::{EndReason, EndedSession, SessionEvents};
use crate::rotation::live_rows::LiveRows;
use crate::store::{Db, ended, user_sessions};
use crate::to_its_end::write_to_its_end;

/// Ends sessions. What it began goes on to its end, also when its caller does not wait for it.
pub(crate) struct Revoker {
    pub(crate) db: Db,
    pub(crate) rows: Arc<LiveRows>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) audit: Audit,
    pub(crate) events: Arc<dyn SessionEvents>,
}

impl Revoker {
    /// Ends a session that ends itself. False: it was gone already.
    ///
    /// # Errors
    /// The database's faults, and those of the app's observer; then it goes on.
    pub(crate) async fn sign_out(&self, handle: &SessionHandle) -> Result<bool, SessionError> {
        let (handle, at) = (handle.clone(), self.clock.now());
        let live = self.rows.filter(at);
        let (db, audit, events) = (self.db.clone(), self.audit.clone(), Arc::clone(&self.events));
        let was_live = write_to_its_end(async move {
            let write = db.write(async move |tx| {
                let Some(row) = ended::delete_one(tx, &handle, &live).await? else {
                    return Ok(None);
                };
                let signed_out = EndedSession {
                    session_handle: row.session_handle,
                    user_id: row.user_id,
                    tenant_id: row.tenant_id,
                    reason: EndReason::SignedOut,
                    at,
                    device: Device { user_agent: row.user_agent, address: row.address },
                };
                events.session_ended(tx, &signed_out).await?;
                Ok(Some(signed_out.session_handle))
            });
            let ended = write.await?;
            audit.record_revoked(ended.as_slice());
            Ok(ended.is_some())
        });
        Ok(was_live.await?)
    }

    /// Ends a session. False: it was gone already.
    ///
    /// # Errors
    /// The database's faults.
    pub(crate) async fn revoke(&self, handle: &SessionHandle) -> Result<bool, SessionError> {
        Ok(!self.revoke_many(std::slice::from_ref(handle)).await?.is_empty())
    }

    /// Ends sessions, in one transaction. Returns those that were live.
    ///
    /// # Errors
    /// The database's faults; then all are as they were.
    pub(crate) async fn revoke_many(
        &self,
        handles: &[SessionHandle],
    ) -> Result<Vec<SessionHandle>, SessionError> {
        let (handles, live) = (handles.to_vec(), self.rows.filter(self.clock.now()));
        let (db, audit) = (self.db.clone(), self.audit.clone());
        let ended = write_to_its_end(async move {
            let write =
                db.write(async move |tx| user_sessions::delete_many(tx, &handles, &live).await);
            let ended = write.await?;
            audit.record_revoked(&ended);
            Ok(ended)
        });
        Ok(ended.await?)
    }

    /// Ends the sessions of a user, of one tenant or, with `None`, of all, but for `keep`. Returns
    /// those that were live.
    ///
    /// # Errors
    /// The database's faults.
    pub(crate) async fn revoke_of_user(
        &self,
        user: &UserId,
        tenant: Option<&TenantId>,
        keep: Option<&SessionHandle>,
    ) -> Result<Vec<SessionHandle>, SessionError> {
        let (user, tenant, keep) = (user.clone(), tenant.cloned(), keep.cloned());
        let live = self.rows.filter(self.clock.now());
        let (db, audit) = (self.db.clone(), self.audit.clone());
        let ended = write_to_its_end(async move {
            let write = db.write(async move |tx| {
                let (tenant, keep) = (tenant.as_ref(), keep.as_ref());
                user_sessions::delete_of_user(tx, &user, tenant, keep, &live).await
            });
            let ended = write.await?;
            audit.record_revoked(&ended);
            Ok(ended)
        });
        Ok(ended.await?)
    }
}
