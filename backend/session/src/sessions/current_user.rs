//! What a signed-in user may do with their own sessions.

use shared::{SessionEntry, SessionHandle, TenantId, Timestamp};

use super::Sessions;
use crate::error::SessionError;
use crate::manage::current_user;
use crate::manage::stored::SessionInformation;
use crate::object::Session;

impl Sessions {
    /// Refuses a session that has ended, and a token that was left behind. One query.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session has ended; [`SessionError::TryRefreshToken`]
    /// when its token is of a generation before the last one; the database's faults.
    pub async fn check_current(&self, session: &Session) -> Result<(), SessionError> {
        let claims = session.held().current_claims();
        self.parts.rows.find_of_token(&claims, self.now()).await.map(drop)
    }

    /// A page of the user's live sessions, newest first, of one tenant or of all. `after` is the
    /// last session of the page before: when it was made, and its handle. Two queries: the row of
    /// the session that asks, and the page.
    ///
    /// # Errors
    /// As [`Sessions::find_own`].
    pub async fn list_for_user(
        &self,
        session: &Session,
        tenant: Option<&TenantId>,
        after: Option<(Timestamp, &SessionHandle)>,
    ) -> Result<Vec<SessionEntry>, SessionError> {
        self.parts.current_user.list(session.held(), tenant, after).await
    }

    /// Could there be a page after one of this length?
    #[must_use]
    pub fn is_full_page(len: usize) -> bool {
        current_user::is_full_page(len)
    }

    /// A live session of the user by its handle. One query, which also reads the row of the session
    /// that asks.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session that asks has ended;
    /// [`SessionError::TryRefreshToken`] when its token is of a generation before the last one; the
    /// database's faults.
    pub async fn find_own(
        &self,
        session: &Session,
        handle: &SessionHandle,
    ) -> Result<Option<SessionInformation>, SessionError> {
        self.parts.current_user.find(session.held(), handle).await
    }

    /// Ends all sessions of the user but this one, in every tenant.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn revoke_others(
        &self,
        session: &Session,
    ) -> Result<Vec<SessionHandle>, SessionError> {
        self.parts.current_user.revoke_others(session.held()).await
    }

    /// Refuses unless the user signed in, or gave the password, within the last 15 minutes in this
    /// session. One query.
    ///
    /// # Errors
    /// [`SessionError::Reauthenticate`]; [`SessionError::Unauthorised`] when the session has ended;
    /// [`SessionError::TryRefreshToken`] when the token is of a generation before the last one; the
    /// database's faults.
    pub async fn require_recent_sign_in(&self, session: &Session) -> Result<(), SessionError> {
        self.parts.current_user.require_recent_sign_in(session.held()).await
    }
}
