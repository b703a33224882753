//! What is stored of a session. Each call asks the database.

use serde_json::{Map, Value};
use shared::Timestamp;

use super::Session;
use crate::error::{SessionError, Unauthorised};
use crate::manage::stored::SessionInformation;
use crate::manage::user_part::UserPartChange;
use crate::rotation::live_rows::RowOf;

impl Session {
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
    /// [`SessionError::DataTooLarge`] over [`MAX_SESSION_DATA_BYTES`](crate::MAX_SESSION_DATA_BYTES);
    /// [`SessionError::Unauthorised`] when the session was revoked; the database's faults;
    /// [`SessionError::ResponseSent`].
    pub async fn update_session_data_in_database(
        &self,
        data: Map<String, Value>,
    ) -> Result<(), SessionError> {
        self.inner.held.check_response_not_sent()?;
        if self.inner.parts.stored.update_data(self.get_handle(), data).await? {
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

    /// Changes the user's part of the session data and returns it. One read, one write.
    ///
    /// # Errors
    /// As [`Session::update_session_data_in_database`].
    pub async fn change_user_data(
        &self,
        change: &UserPartChange,
    ) -> Result<Map<String, Value>, SessionError> {
        self.inner.held.check_response_not_sent()?;
        let changed = self
            .inner
            .parts
            .stored
            .change_user_part(RowOf::Session(&self.inner.held), change)
            .await?;
        changed.ok_or_else(|| Unauthorised::SessionGone.into())
    }

    async fn information(&self) -> Result<SessionInformation, SessionError> {
        let held = &self.inner.held;
        held.check_response_not_sent()?;
        self.inner.parts.stored.information_of_token(&held.current_claims()).await
    }
}
