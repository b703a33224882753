//! Sessions by their handle and by their user (wire protocol 8). None of these touch a response.

use serde_json::{Map, Value};
use shared::{SessionHandle, TenantId, Timestamp, UserId};

use crate::object::MAX_SESSION_DATA_BYTES;
use crate::store::sessions::{self as store, SessionRow, json_object};
use crate::store::{LiveFilter, user_sessions};
use crate::to_its_end::write_to_its_end;
use crate::{SessionError, Sessions};

/// What is stored of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionInformation {
    /// The session.
    pub session_handle: SessionHandle,
    /// The user it belongs to.
    pub user_id: UserId,
    /// The same: accounts are not linked here.
    pub recipe_user_id: UserId,
    /// The tenant it belongs to.
    pub tenant_id: TenantId,
    /// When it was made.
    pub time_created: Timestamp,
    /// When it ends unless it is refreshed.
    pub expiry: Timestamp,
    /// The app's data.
    pub session_data_in_database: Map<String, Value>,
    /// The app's claims.
    pub custom_claims_in_access_token_payload: Map<String, Value>,
}

impl TryFrom<SessionRow> for SessionInformation {
    type Error = SessionError;

    fn try_from(row: SessionRow) -> Result<Self, SessionError> {
        let data = json_object("sessions.session_data", &row.session_data)?;
        let claims = json_object("sessions.access_token_payload", &row.access_token_payload)?;
        Ok(Self {
            session_handle: row.session_handle,
            recipe_user_id: row.user_id.clone(),
            user_id: row.user_id,
            tenant_id: row.tenant_id,
            time_created: row.created_at,
            expiry: row.expires_at,
            session_data_in_database: data,
            custom_claims_in_access_token_payload: claims,
        })
    }
}

impl Sessions {
    /// What is stored of a live session. One query.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn get_session_information(
        &self,
        handle: &SessionHandle,
    ) -> Result<Option<SessionInformation>, SessionError> {
        let row = self.find_live(handle, self.now()).await?;
        row.map(SessionInformation::try_from).transpose()
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
        Ok(user_sessions::list_handles(&self.0.db, user, tenant, &self.live()).await?)
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
        let (user, tenant, live) = (user.clone(), tenant.cloned(), self.live());
        let sessions = self.clone();
        let ended = write_to_its_end(async move {
            let write = sessions.0.db.write(async move |tx| {
                user_sessions::delete_of_user(tx, &user, tenant.as_ref(), None, &live).await
            });
            let ended = write.await?;
            sessions.revoked(&ended);
            Ok(ended)
        });
        Ok(ended.await?)
    }

    /// Ends a session. False: it was gone already.
    ///
    /// An access token that was issued lives until it expires, unless the database is checked.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn revoke_session(&self, handle: &SessionHandle) -> Result<bool, SessionError> {
        Ok(!self.revoke_multiple_sessions(std::slice::from_ref(handle)).await?.is_empty())
    }

    /// Ends sessions, in one transaction. Returns those that were live.
    ///
    /// # Errors
    /// The database's faults; then all are as they were.
    pub async fn revoke_multiple_sessions(
        &self,
        handles: &[SessionHandle],
    ) -> Result<Vec<SessionHandle>, SessionError> {
        let (handles, live) = (handles.to_vec(), self.live());
        let sessions = self.clone();
        let ended = write_to_its_end(async move {
            let write = sessions
                .0
                .db
                .write(async move |tx| user_sessions::delete_many(tx, &handles, &live).await);
            let ended = write.await?;
            sessions.revoked(&ended);
            Ok(ended)
        });
        Ok(ended.await?)
    }

    /// Replaces the session data of a live session. False: there is no such session.
    ///
    /// # Errors
    /// [`SessionError::DataTooLarge`] over [`MAX_SESSION_DATA_BYTES`]; the database's faults.
    pub async fn update_session_data_in_database(
        &self,
        handle: &SessionHandle,
        data: Map<String, Value>,
    ) -> Result<bool, SessionError> {
        let text = data_text(data)?;
        let (handle, live) = (handle.clone(), self.live());
        let updated = self
            .0
            .db
            .write(async move |tx| store::update_data(tx, &handle, &text, &live).await)
            .await?;
        Ok(updated)
    }

    /// Says in the audit log that sessions have ended. For those who deleted them themselves.
    pub fn revoked(&self, ended: &[SessionHandle]) {
        for handle in ended {
            self.audit("session_revoked", handle);
        }
    }

    /// What counts as a live session just now. For those who delete sessions themselves.
    #[must_use]
    pub fn live(&self) -> LiveFilter {
        LiveFilter::new(self.now(), &self.0.server_keys.ids())
    }

    /// The row of a session that lives.
    pub(crate) async fn find_live(
        &self,
        handle: &SessionHandle,
        now: Timestamp,
    ) -> Result<Option<SessionRow>, SessionError> {
        let row = store::find(&self.0.db, handle).await?;
        Ok(row.filter(|row| self.is_live(row, now)))
    }

    pub(crate) fn is_live(&self, row: &SessionRow, now: Timestamp) -> bool {
        let live = LiveFilter::new(now, &self.0.server_keys.ids());
        live.has(&row.key_id, row.expires_at) && now < row.absolute_expires_at
    }
}

/// Session data as it is stored.
pub(crate) fn data_text(data: Map<String, Value>) -> Result<String, SessionError> {
    let text = Value::Object(data).to_string();
    if text.len() > MAX_SESSION_DATA_BYTES {
        let (len, max) = (text.len(), MAX_SESSION_DATA_BYTES);
        return Err(SessionError::DataTooLarge { len, max });
    }
    Ok(text)
}
