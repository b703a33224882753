//! What a handler holds: a small cloneable handle to one verified session.
//!
//! Getters ask no database. What a handler changes is written to the reply by one layer on the way
//! out; using the session after that is an error, not a silent nothing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};
use shared::{SessionHandle, TenantId, UserId};

use super::{Claims, SessionError, Sessions, Unauthorised, VerifiedToken};
use crate::store::sessions::{self as store, SessionRow, json_object};

/// The most session data that is stored, in bytes of JSON text.
pub const MAX_SESSION_DATA_BYTES: usize = 16 * 1024;

/// A verified session.
#[derive(Clone)]
pub struct Session(Arc<Held>);

struct Held {
    sessions: Sessions,
    text: String,
    verified: Arc<VerifiedToken>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    change: Option<SessionChange>,
    reply_sent: bool,
}

/// What the reply must say of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionChange {
    /// It is gone.
    Revoked,
}

impl Session {
    pub(super) fn new(sessions: Sessions, text: String, verified: Arc<VerifiedToken>) -> Self {
        Self(Arc::new(Held { sessions, text, verified, state: Mutex::default() }))
    }

    /// Who is signed in.
    #[must_use]
    pub fn get_user_id(&self) -> &UserId {
        &self.claims().user_id
    }

    /// The tenant of the session.
    #[must_use]
    pub fn get_tenant_id(&self) -> &TenantId {
        &self.claims().tenant_id
    }

    /// The session handle.
    #[must_use]
    pub fn get_handle(&self) -> &SessionHandle {
        &self.claims().session_handle
    }

    /// The access token's whole payload.
    #[must_use]
    pub fn get_access_token_payload(&self) -> Map<String, Value> {
        self.claims().to_payload()
    }

    /// The older name of [`Session::get_access_token_payload`].
    #[must_use]
    pub fn get_jwt_payload(&self) -> Map<String, Value> {
        self.get_access_token_payload()
    }

    /// The access token itself.
    #[must_use]
    pub fn get_access_token(&self) -> &str {
        &self.0.text
    }

    /// When the access token expires, ms since 1970.
    #[must_use]
    pub fn get_access_token_expiry(&self) -> i64 {
        self.claims().expires_at * 1000
    }

    /// The session data. One query.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session was revoked; the database's faults;
    /// [`SessionError::ReplySent`].
    pub async fn get_session_data_from_database(&self) -> Result<Map<String, Value>, SessionError> {
        let row = self.live_row().await?;
        Ok(json_object("sessions.session_data", &row.session_data)?)
    }

    /// The older name of [`Session::get_session_data_from_database`].
    ///
    /// # Errors
    /// The same.
    pub async fn get_session_data(&self) -> Result<Map<String, Value>, SessionError> {
        self.get_session_data_from_database().await
    }

    /// Replaces the session data. One query.
    ///
    /// # Errors
    /// [`SessionError::DataTooLarge`] over [`MAX_SESSION_DATA_BYTES`];
    /// [`SessionError::Unauthorised`] when the session was revoked; the database's faults;
    /// [`SessionError::ReplySent`].
    pub async fn update_session_data_in_database(
        &self,
        data: Map<String, Value>,
    ) -> Result<(), SessionError> {
        self.check_reply_not_sent()?;
        let text = Value::Object(data).to_string();
        if text.len() > MAX_SESSION_DATA_BYTES {
            let (len, max) = (text.len(), MAX_SESSION_DATA_BYTES);
            return Err(SessionError::DataTooLarge { len, max });
        }
        let sessions = &self.0.sessions;
        let (handle, now) = (self.get_handle().clone(), sessions.now());
        let updated = sessions
            .0
            .db
            .write(move |tx| {
                Box::pin(async move { store::update_data(tx, &handle, &text, now).await })
            })
            .await?;
        if updated { Ok(()) } else { Err(Unauthorised::SessionGone.into()) }
    }

    /// The older name of [`Session::update_session_data_in_database`].
    ///
    /// # Errors
    /// The same.
    pub async fn update_session_data(&self, data: Map<String, Value>) -> Result<(), SessionError> {
        self.update_session_data_in_database(data).await
    }

    /// Ends the session: deletes its row, and has the reply clear its tokens, even if the row was
    /// gone already.
    ///
    /// # Errors
    /// The database's faults; [`SessionError::ReplySent`].
    pub async fn revoke_session(&self) -> Result<(), SessionError> {
        self.check_reply_not_sent()?;
        self.0.sessions.revoke_session(self.get_handle()).await?;
        self.state().change = Some(SessionChange::Revoked);
        Ok(())
    }

    /// What the reply must say; the session cannot be used any more.
    #[must_use]
    pub fn take_change(&self) -> Option<SessionChange> {
        let mut state = self.state();
        state.reply_sent = true;
        state.change.take()
    }

    fn claims(&self) -> &Claims {
        &self.0.verified.token.claims
    }

    async fn live_row(&self) -> Result<SessionRow, SessionError> {
        self.check_reply_not_sent()?;
        let sessions = &self.0.sessions;
        let row = store::find(&sessions.0.db, self.get_handle()).await?;
        row.filter(|row| sessions.now() < row.expires_at)
            .ok_or_else(|| Unauthorised::SessionGone.into())
    }

    fn check_reply_not_sent(&self) -> Result<(), SessionError> {
        if self.state().reply_sent { Err(SessionError::ReplySent) } else { Ok(()) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing between lock and unlock can leave the state half-changed.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
