//! What is stored of sessions, and changes of their data (wire protocol 8). None of these touch a
//! response.

use std::sync::Arc;

use anyhow::anyhow;
use serde_json::{Map, Value};
use shared::{AccessTokenPayload, SessionHandle, TenantId, Timestamp, UserId};

use crate::clock::Clock;
use crate::error::SessionError;
use crate::manage::payload::MERGE_TRIES;
use crate::manage::user_part::{UserPartChange, user_part};
use crate::rotation::live_rows::{LiveRows, RowOf};
use crate::store::sessions::{self as store, SessionRow, json_object};
use crate::store::{Db, user_sessions};

/// The most session data that is stored, in bytes of JSON text.
pub const MAX_SESSION_DATA_BYTES: usize = 16 * 1024;

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

/// Reads what is stored of live sessions, and changes their data.
pub(crate) struct StoredSessions {
    pub(crate) db: Db,
    pub(crate) rows: Arc<LiveRows>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl StoredSessions {
    /// What is stored of a live session. One query.
    ///
    /// # Errors
    /// The database's faults.
    pub(crate) async fn information(
        &self,
        handle: &SessionHandle,
    ) -> Result<Option<SessionInformation>, SessionError> {
        let row = self.rows.find(handle, self.clock.now()).await?;
        row.map(SessionInformation::try_from).transpose()
    }

    /// The same, for the holder of an access token.
    ///
    /// # Errors
    /// As [`LiveRows::find_of_token`].
    pub(crate) async fn information_of_token(
        &self,
        claims: &AccessTokenPayload,
    ) -> Result<SessionInformation, SessionError> {
        self.rows.find_of_token(claims, self.clock.now()).await?.try_into()
    }

    /// The live sessions of a user: of one tenant, or, with `None`, of all.
    ///
    /// # Errors
    /// The database's faults.
    pub(crate) async fn handles_of_user(
        &self,
        user: &UserId,
        tenant: Option<&TenantId>,
    ) -> Result<Vec<SessionHandle>, SessionError> {
        let live = self.rows.filter(self.clock.now());
        Ok(user_sessions::list_handles(&self.db, user, tenant, &live).await?)
    }

    /// Replaces the session data of a live session. False: there is no such session.
    ///
    /// # Errors
    /// [`SessionError::DataTooLarge`]; the database's faults.
    pub(crate) async fn update_data(
        &self,
        handle: &SessionHandle,
        data: Map<String, Value>,
    ) -> Result<bool, SessionError> {
        let text = data_text(data)?;
        let (handle, live) = (handle.clone(), self.rows.filter(self.clock.now()));
        let write =
            self.db.write(async move |tx| store::update_data(tx, &handle, &text, &live).await);
        Ok(write.await?)
    }

    /// Changes the user's part of a session's data and returns it. `None`: there is no such
    /// session.
    ///
    /// # Errors
    /// [`SessionError::DataTooLarge`]; as [`LiveRows::find_row_of`].
    pub(crate) async fn change_user_part(
        &self,
        of: RowOf<'_>,
        change: &UserPartChange,
    ) -> Result<Option<Map<String, Value>>, SessionError> {
        let now = self.clock.now();
        // A call that loses the race changes the winner's result.
        for _ in 0..MERGE_TRIES {
            let Some(row) = self.rows.find_row_of(of, now).await? else { return Ok(None) };
            let mut data = json_object("sessions.session_data", &row.session_data)?;
            change.apply(&mut data);
            let (part, new) = (user_part(&data), data_text(data)?);
            let write =
                self.db.write(async move |tx| store::replace_data(tx, &row, &new, now).await);
            if write.await? {
                return Ok(Some(part));
            }
        }
        Err(anyhow!("the session data was changed by another call each time").into())
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
