//! The access token and its payload, and new ones.

use serde_json::{Map, Value};

use super::session_client::SessionClient;
use crate::client::ApiError;
use crate::memory::{LocalState, RefreshOutcome};

impl SessionClient {
    /// The payload of the access token, refreshed first if it has expired. "Securely" is the
    /// guides' word for reading the front token and not the access token itself.
    ///
    /// # Errors
    /// [`ApiError::NotSignedIn`] when there is no session (any more). When the token has expired and
    /// the server cannot be reached, what a refresh ends in: an old payload may say what is not true
    /// any more.
    pub async fn get_access_token_payload_securely(&self) -> Result<Map<String, Value>, ApiError> {
        if self.api().memory().is_expired() {
            self.attempt_refreshing_session().await?;
        }
        Ok(self.session()?.access_token_payload)
    }

    /// [`SessionClient::get_access_token_payload_securely`] under the name that the older guides
    /// give it, `getJWTPayloadSecurely`.
    ///
    /// # Errors
    /// As there.
    pub async fn get_jwt_payload_securely(&self) -> Result<Map<String, Value>, ApiError> {
        self.get_access_token_payload_securely().await
    }

    /// The access token itself, where a script may have it: in header mode, or when the backend
    /// exposes it. `None` for a session in cookies, which is the default.
    pub async fn get_access_token(&self) -> Option<String> {
        self.does_session_exist().await.then(|| self.api().memory().access_token())?
    }

    /// Gets new tokens now. True when there are some, false when the session is over.
    ///
    /// # Errors
    /// [`ApiError::Unavailable`] or, without a network, [`ApiError::Offline`] when the server could not
    /// be reached; the session is as it was, and the refresh is repeated by itself for a while. [`ApiError::SessionChanged`] when another
    /// session took the place of this one meanwhile.
    pub async fn attempt_refreshing_session(&self) -> Result<bool, ApiError> {
        let before = self.api().memory().snapshot();
        match self.api().refresher().refresh(before.clone()).await {
            RefreshOutcome::Refreshed => Ok(true),
            RefreshOutcome::Rejected => Ok(false),
            RefreshOutcome::Transient => Err(self.api().connection().no_outcome()),
            // Another tab found the session that was not known here.
            RefreshOutcome::Changed if before.state == LocalState::MayExist => {
                Ok(self.session().is_ok())
            }
            RefreshOutcome::Changed => Err(ApiError::SessionChanged),
        }
    }
}
