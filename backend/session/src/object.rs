//! What a handler holds: a small cloneable handle to one verified session.
//!
//! Getters ask no database. What a handler changes is written to the response by one layer on the
//! way out; using the session after that is an error, not a silent nothing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};
use shared::{AccessTokenPayload, SessionHandle, TenantId, Timestamp, UserId};

use crate::manage::by_handle::SessionInformation;
use crate::rotation::lineage::RowOf;
use crate::{AccessToken, SessionChange, SessionError, Sessions, Unauthorised};

/// The most session data that is stored, in bytes of JSON text.
pub const MAX_SESSION_DATA_BYTES: usize = 16 * 1024;

/// A verified session.
#[derive(Clone)]
pub struct Session(Arc<Held>);

struct Held {
    sessions: Sessions,
    /// As verified. Of these, whose session it is and where no merge can change.
    verified: Arc<AccessTokenPayload>,
    state: Mutex<State>,
}

pub(crate) struct State {
    pub(crate) access_token: AccessToken,
    /// The app's claims: the token's, or, where the database was asked, the row's.
    pub(crate) custom: Map<String, Value>,
    pub(crate) change: Option<SessionChange>,
    response_sent: bool,
}

impl Session {
    /// `stored` is the payload of the row, if the database was asked.
    pub(crate) fn new(
        sessions: Sessions,
        access_token: AccessToken,
        stored: Option<Map<String, Value>>,
    ) -> Self {
        let verified = Arc::clone(&access_token.claims);
        let custom = stored.unwrap_or_else(|| verified.custom.clone());
        let state = Mutex::new(State { access_token, custom, change: None, response_sent: false });
        Self(Arc::new(Held { sessions, verified, state }))
    }

    /// Who is signed in.
    #[must_use]
    pub fn get_user_id(&self) -> &UserId {
        &self.0.verified.user_id
    }

    /// The sign-in method's user; the same, because accounts are not linked here.
    #[must_use]
    pub fn get_recipe_user_id(&self) -> &UserId {
        &self.0.verified.recipe_user_id
    }

    /// The tenant of the session.
    #[must_use]
    pub fn get_tenant_id(&self) -> &TenantId {
        &self.0.verified.tenant_id
    }

    /// The session handle.
    #[must_use]
    pub fn get_handle(&self) -> &SessionHandle {
        &self.0.verified.session_handle
    }

    /// The access token's whole payload.
    #[must_use]
    pub fn get_access_token_payload(&self) -> Map<String, Value> {
        let state = self.state();
        let claims = AccessTokenPayload {
            custom: state.custom.clone(),
            ..(*state.access_token.claims).clone()
        };
        claims.to_map()
    }

    /// The older name of [`Session::get_access_token_payload`].
    #[must_use]
    pub fn get_jwt_payload(&self) -> Map<String, Value> {
        self.get_access_token_payload()
    }

    /// The access token itself.
    #[must_use]
    pub fn get_access_token(&self) -> String {
        self.state().access_token.text.clone()
    }

    /// When the access token expires.
    #[must_use]
    pub fn get_access_token_expiry(&self) -> Timestamp {
        self.state().access_token.claims.expires_at
    }

    /// The session data. One query.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session was revoked; the database's faults;
    /// [`SessionError::ResponseSent`].
    pub async fn get_session_data_from_database(&self) -> Result<Map<String, Value>, SessionError> {
        Ok(self.information().await?.session_data_in_database)
    }

    /// An older name of [`Session::get_session_data_from_database`].
    ///
    /// # Errors
    /// The same.
    pub async fn get_session_data(&self) -> Result<Map<String, Value>, SessionError> {
        self.get_session_data_from_database().await
    }

    /// The oldest name of [`Session::get_session_data_from_database`].
    ///
    /// # Errors
    /// The same.
    pub async fn get_session_info(&self) -> Result<Map<String, Value>, SessionError> {
        self.get_session_data_from_database().await
    }

    /// When the session was made. One query.
    ///
    /// # Errors
    /// As [`Session::get_session_data_from_database`].
    pub async fn get_time_created(&self) -> Result<Timestamp, SessionError> {
        Ok(self.information().await?.time_created)
    }

    /// When the session ends unless it is refreshed. One query.
    ///
    /// # Errors
    /// As [`Session::get_session_data_from_database`].
    pub async fn get_expiry(&self) -> Result<Timestamp, SessionError> {
        Ok(self.information().await?.expiry)
    }

    /// Replaces the session data. One query.
    ///
    /// # Errors
    /// [`SessionError::DataTooLarge`] over [`MAX_SESSION_DATA_BYTES`];
    /// [`SessionError::Unauthorised`] when the session was revoked; the database's faults;
    /// [`SessionError::ResponseSent`].
    pub async fn update_session_data_in_database(
        &self,
        data: Map<String, Value>,
    ) -> Result<(), SessionError> {
        self.check_response_not_sent()?;
        let sessions = &self.0.sessions;
        if sessions.update_session_data_in_database(self.get_handle(), data).await? {
            Ok(())
        } else {
            Err(Unauthorised::SessionGone.into())
        }
    }

    /// An older name of [`Session::update_session_data_in_database`].
    ///
    /// # Errors
    /// The same.
    pub async fn update_session_data(&self, data: Map<String, Value>) -> Result<(), SessionError> {
        self.update_session_data_in_database(data).await
    }

    /// The oldest name of [`Session::update_session_data_in_database`].
    ///
    /// # Errors
    /// The same.
    pub async fn update_session_info(&self, data: Map<String, Value>) -> Result<(), SessionError> {
        self.update_session_data_in_database(data).await
    }

    /// Merges into the access token's payload: shallow, null deletes, protected claims are
    /// ignored. The response carries a new access token of the same expiry. One read, one write.
    ///
    /// # Errors
    /// [`SessionError::PayloadTooLarge`]; [`SessionError::Unauthorised`] when the session was
    /// revoked; the database's faults; [`SessionError::ResponseSent`], also when the response
    /// leaves meanwhile: the merge is then stored, and the browser sees it at its next refresh.
    pub async fn merge_into_access_token_payload(
        &self,
        update: Map<String, Value>,
    ) -> Result<(), SessionError> {
        self.check_response_not_sent()?;
        let merged = self.0.sessions.merge_stored(RowOf::Session(self), &update).await?;
        self.show_payload(merged.ok_or(Unauthorised::SessionGone)?)
    }

    /// Shows a payload that has just been stored; the response carries the token that says it.
    pub(crate) fn show_payload(&self, payload: Map<String, Value>) -> Result<(), SessionError> {
        let mut state = self.unsent()?;
        state.custom.clone_from(&payload);
        if let Some(token) = self.0.sessions.reissue(&state.access_token.claims, payload)? {
            state.access_token = token.clone();
            let before = state.change.take();
            state.change = Some(SessionChange::with_access_token(before, token));
        }
        Ok(())
    }

    /// Shows the payload that another look at the same token found in the row.
    pub(crate) fn show_payload_of(&self, other: &Self) {
        let stored = other.state().custom.clone();
        self.state().custom = stored;
    }

    /// A new access token if the stored payload is not the one that the token carries.
    pub(crate) fn reissue_if_stale(&self) -> Result<Option<AccessToken>, SessionError> {
        let mut state = self.state();
        if state.custom == state.access_token.claims.custom {
            return Ok(None);
        }
        let fresh = self.0.sessions.reissue(&state.access_token.claims, state.custom.clone())?;
        if let Some(token) = &fresh {
            state.access_token = token.clone();
        }
        Ok(fresh)
    }

    /// Ends the session: deletes its row, and has the response clear its tokens, even if the row
    /// was gone already.
    ///
    /// # Errors
    /// The database's faults; [`SessionError::ResponseSent`], also when the response leaves
    /// meanwhile: the session is then gone, and the browser learns it from its next refresh.
    pub async fn revoke_session(&self) -> Result<(), SessionError> {
        self.check_response_not_sent()?;
        self.0.sessions.revoke_session(self.get_handle()).await?;
        self.unsent()?.change = Some(SessionChange::Revoked);
        Ok(())
    }

    /// What the response must say; the session cannot be used any more.
    #[must_use]
    pub fn take_change(&self) -> Option<SessionChange> {
        let mut state = self.state();
        state.response_sent = true;
        state.change.take()
    }

    /// The app's claims: the token's, or, where the database was asked, the row's.
    pub(crate) fn custom_claims(&self) -> Map<String, Value> {
        self.state().custom.clone()
    }

    /// The access token as it is now, and whether it is another than the one that came.
    pub(crate) fn current_access_token(&self) -> (AccessToken, bool) {
        let token = self.state().access_token.clone();
        let is_another = !Arc::ptr_eq(&token.claims, &self.0.verified);
        (token, is_another)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.sessions.now()
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    async fn information(&self) -> Result<SessionInformation, SessionError> {
        self.check_response_not_sent()?;
        let row = self.0.sessions.find_row_of(&self.current_claims(), self.now()).await?;
        row.try_into()
    }

    pub(crate) fn check_response_not_sent(&self) -> Result<(), SessionError> {
        self.unsent().map(drop)
    }

    /// The state, for a change that the response must carry. The response may have left while the
    /// database was asked: then the change is stored, and the client is not told.
    pub(crate) fn unsent(&self) -> Result<MutexGuard<'_, State>, SessionError> {
        let state = self.state();
        if state.response_sent { Err(SessionError::ResponseSent) } else { Ok(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing between lock and unlock can leave the state half-changed.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
