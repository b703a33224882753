//! Sessions by their handle and by their user (wire protocol 8). None of these touch a response.

use serde_json::{Map, Value};
use shared::{SessionHandle, TenantId, UserId};

use super::Sessions;
use crate::error::SessionError;
use crate::manage::stored::SessionInformation;
use crate::manage::user_part::{UserPartChange, user_part};
use crate::rotation::live_rows::RowOf;
use crate::store::LiveFilter;

impl Sessions {
    /// What is stored of a live session. One query.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn get_session_information(
        &self,
        handle: &SessionHandle,
    ) -> Result<Option<SessionInformation>, SessionError> {
        self.parts.stored.information(handle).await
    }

    /// The live sessions of a user: of one tenant, or, with `None`, of all.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn get_all_session_handles_for_user(
        &self,
        user: &UserId,
        tenant: Option<&TenantId>,
    ) -> Result<Vec<SessionHandle>, SessionError> {
        self.parts.stored.handles_of_user(user, tenant).await
    }

    /// Ends the sessions of a user: of one tenant, or, with `None`, of all. Returns those that
    /// were live.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn revoke_all_sessions_for_user(
        &self,
        user: &UserId,
        tenant: Option<&TenantId>,
    ) -> Result<Vec<SessionHandle>, SessionError> {
        self.parts.revoker.revoke_of_user(user, tenant, None).await
    }

    /// Ends a session. False: it was gone already.
    ///
    /// An access token that was issued lives until it expires, unless the database is checked.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn revoke_session(&self, handle: &SessionHandle) -> Result<bool, SessionError> {
        self.parts.revoker.revoke(handle).await
    }

    /// Ends sessions, in one transaction. Returns those that were live.
    ///
    /// # Errors
    /// The database's faults; then all are as they were.
    pub async fn revoke_multiple_sessions(
        &self,
        handles: &[SessionHandle],
    ) -> Result<Vec<SessionHandle>, SessionError> {
        self.parts.revoker.revoke_many(handles).await
    }

    /// Replaces the session data of a live session. False: there is no such session.
    ///
    /// # Errors
    /// [`SessionError::DataTooLarge`] over [`MAX_SESSION_DATA_BYTES`](crate::MAX_SESSION_DATA_BYTES); the
    /// database's faults.
    pub async fn update_session_data_in_database(
        &self,
        handle: &SessionHandle,
        data: Map<String, Value>,
    ) -> Result<bool, SessionError> {
        self.parts.stored.update_data(handle, data).await
    }

    /// Changes the user's part of a session's data and returns it. `None`: there is no such
    /// session.
    ///
    /// # Errors
    /// [`SessionError::DataTooLarge`]; the database's faults.
    pub async fn change_user_data(
        &self,
        handle: &SessionHandle,
        change: &UserPartChange,
    ) -> Result<Option<Map<String, Value>>, SessionError> {
        self.parts.stored.change_user_part(RowOf::Handle(handle), change).await
    }

    /// Merges `update` into the payload of a live session and stores it. The browser sees it at
    /// its next refresh. False: there is no such session.
    ///
    /// # Errors
    /// [`SessionError::PayloadTooLarge`]; the database's faults.
    pub async fn merge_into_access_token_payload(
        &self,
        handle: &SessionHandle,
        update: &Map<String, Value>,
    ) -> Result<bool, SessionError> {
        let merged = self.parts.payloads.merge(RowOf::Handle(handle), update).await?;
        Ok(merged.is_some())
    }

    /// Changes the user's claim of a session's payload and returns it. The browser sees it at its
    /// next refresh. `None`: there is no such session.
    ///
    /// # Errors
    /// [`SessionError::PayloadTooLarge`]; the database's faults.
    pub async fn change_user_claim(
        &self,
        handle: &SessionHandle,
        change: &UserPartChange,
    ) -> Result<Option<Map<String, Value>>, SessionError> {
        let apply = |payload: &mut _| change.apply(payload);
        let changed = self.parts.payloads.change(RowOf::Handle(handle), apply).await?;
        Ok(changed.map(|payload| user_part(&payload)))
    }

    /// Says in the audit log that sessions have ended. For those who deleted them themselves.
    pub fn revoked(&self, ended: &[SessionHandle]) {
        self.parts.audit.record_revoked(ended);
    }

    /// What counts as a live session just now. For those who delete sessions themselves.
    #[must_use]
    pub fn live(&self) -> LiveFilter {
        self.parts.rows.filter(self.now())
    }
}
