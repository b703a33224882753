//! A verified session as its request sees it: the one place that changes while handlers run.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};
use shared::{AccessTokenPayload, Timestamp};

use crate::error::SessionError;
use crate::held::session_change::SessionChange;
use crate::tokens::issuer::Issuer;
use crate::tokens::pair::{AccessToken, Tokens};

/// A session, from its verification to the response.
pub(crate) struct HeldSession {
    /// As verified. Of these, whose session it is and where no merge can change.
    verified: Arc<AccessTokenPayload>,
    state: Mutex<State>,
}

struct State {
    access_token: AccessToken,
    /// The app's claims: the token's, or, where the database was asked, the row's.
    custom: Map<String, Value>,
    change: Option<SessionChange>,
    response_sent: bool,
}

impl HeldSession {
    /// `stored` is the payload of the row, if the database was asked.
    pub(crate) fn new(access_token: AccessToken, stored: Option<Map<String, Value>>) -> Self {
        let verified = Arc::clone(&access_token.claims);
        let custom = stored.unwrap_or_else(|| verified.custom.clone());
        let state = Mutex::new(State { access_token, custom, change: None, response_sent: false });
        Self { verified, state }
    }

    /// What the token said that the request brought.
    pub(crate) fn verified(&self) -> &AccessTokenPayload {
        &self.verified
    }

    /// The whole payload, with the app's claims as they are now.
    pub(crate) fn payload(&self) -> AccessTokenPayload {
        let state = self.state();
        let custom = state.custom.clone();
        AccessTokenPayload { custom, ..(*state.access_token.claims).clone() }
    }

    /// The app's claims: the token's, or, where the database was asked, the row's.
    pub(crate) fn custom_claims(&self) -> Map<String, Value> {
        self.state().custom.clone()
    }

    /// The access token as it is now.
    pub(crate) fn text(&self) -> String {
        self.state().access_token.text.clone()
    }

    /// When it expires.
    pub(crate) fn expires_at(&self) -> Timestamp {
        self.state().access_token.claims.expires_at
    }

    /// The access token as it is now, and whether it is another than the one that came.
    pub(crate) fn access_token(&self) -> (AccessToken, bool) {
        let token = self.state().access_token.clone();
        let is_another = !Arc::ptr_eq(&token.claims, &self.verified);
        (token, is_another)
    }

    /// What the access token says now. After a merge or a new key it is another one than the
    /// request brought.
    pub(crate) fn current_claims(&self) -> Arc<AccessTokenPayload> {
        Arc::clone(&self.state().access_token.claims)
    }

    /// Shows a payload that has just been stored; the response carries the token that says it.
    ///
    /// # Errors
    /// [`SessionError::ResponseSent`]; those of signing.
    pub(crate) fn show_payload(
        &self,
        payload: Map<String, Value>,
        issuer: &Issuer,
    ) -> Result<(), SessionError> {
        let mut state = self.unsent()?;
        state.custom.clone_from(&payload);
        if let Some(token) = issuer.reissue(&state.access_token.claims, payload)? {
            state.access_token = token.clone();
            let before = state.change.take();
            state.change = Some(SessionChange::with_access_token(before, token));
        }
        Ok(())
    }

    /// Shows the payload that another look at the same token found in the row.
    pub(crate) fn show_payload_of(&self, other: &Self) {
        let stored = other.custom_claims();
        self.state().custom = stored;
    }

    /// A new access token if the stored payload is not the one that the token carries.
    ///
    /// # Errors
    /// Those of signing.
    pub(crate) fn reissue_if_stale(
        &self,
        issuer: &Issuer,
    ) -> Result<Option<AccessToken>, SessionError> {
        let mut state = self.state();
        if state.custom == state.access_token.claims.custom {
            return Ok(None);
        }
        let fresh = issuer.reissue(&state.access_token.claims, state.custom.clone())?;
        if let Some(token) = &fresh {
            state.access_token = token.clone();
        }
        Ok(fresh)
    }

    /// From here on the session is what its new tokens say.
    ///
    /// # Errors
    /// [`SessionError::ResponseSent`].
    pub(crate) fn replace_tokens(&self, tokens: Tokens) -> Result<(), SessionError> {
        let mut state = self.unsent()?;
        state.custom.clone_from(&tokens.access_token.claims.custom);
        state.access_token = tokens.access_token.clone();
        state.change = Some(SessionChange::Tokens(Box::new(tokens)));
        Ok(())
    }

    /// The session has ended, and the response clears its tokens.
    ///
    /// # Errors
    /// [`SessionError::ResponseSent`].
    pub(crate) fn set_revoked(&self) -> Result<(), SessionError> {
        self.unsent()?.change = Some(SessionChange::Revoked);
        Ok(())
    }

    /// What the response must say; the session cannot be used any more.
    pub(crate) fn take_change(&self) -> Option<SessionChange> {
        let mut state = self.state();
        state.response_sent = true;
        state.change.take()
    }

    /// Refuses once the response has left.
    ///
    /// # Errors
    /// [`SessionError::ResponseSent`].
    pub(crate) fn check_response_not_sent(&self) -> Result<(), SessionError> {
        self.unsent().map(drop)
    }

    /// The state, for a change that the response must carry. The response may have left while the
    /// database was asked: then the change is stored, and the client is not told.
    fn unsent(&self) -> Result<MutexGuard<'_, State>, SessionError> {
        let state = self.state();
        if state.response_sent { Err(SessionError::ResponseSent) } else { Ok(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing between lock and unlock can leave the state half-changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
