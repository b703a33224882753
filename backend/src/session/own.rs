//! What a signed-in user may do with the sessions of theirs (security rule 4.6).
//!
//! A handle of somebody else is answered exactly like one that does not exist.

use shared::{SessionHandle, TenantId};

use super::{Session, SessionError, SessionInformation, Sessions};
use crate::store::own_sessions::{self as store, PageQuery, SessionSummary};
use crate::store::user_sessions;

/// How long a sign-in, or the password given again, counts as recent, in ms.
const RECENT: i64 = 15 * 60 * 1000;
/// How many sessions a page has.
const PAGE: i64 = 20;

impl Sessions {
    /// A page of the user's live sessions, newest first, of one tenant or of all. `after` is the
    /// last session of the page before: when it was made, ms since 1970, and its handle.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn list_own(
        &self,
        session: &Session,
        tenant: Option<&TenantId>,
        after: Option<(i64, &SessionHandle)>,
    ) -> Result<Vec<SessionSummary>, SessionError> {
        let (user, live) = (session.get_user_id(), self.live());
        let query = PageQuery { user, tenant, after, limit: PAGE, live: &live };
        Ok(store::list(&self.0.db, &query).await?)
    }

    /// Could there be a page after one of this length?
    #[must_use]
    pub fn is_full_page(len: usize) -> bool {
        i64::try_from(len).is_ok_and(|len| len >= PAGE)
    }

    /// A live session of the user by its handle. One query.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn find_own(
        &self,
        session: &Session,
        handle: &SessionHandle,
    ) -> Result<Option<SessionInformation>, SessionError> {
        let found = self.get_session_information(handle).await?;
        Ok(found.filter(|found| found.user_id == *session.get_user_id()))
    }

    /// Ends all sessions of the user but this one, in every tenant.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn revoke_others(
        &self,
        session: &Session,
    ) -> Result<Vec<SessionHandle>, SessionError> {
        let (user, keep) = (session.get_user_id().clone(), session.get_handle().clone());
        let live = self.live();
        let ended = self
            .0
            .db
            .write(move |tx| {
                Box::pin(async move {
                    user_sessions::delete_of_user(tx, &user, None, Some(&keep), &live).await
                })
            })
            .await?;
        self.revoked(&ended);
        Ok(ended)
    }

    /// Refuses unless the user signed in, or gave the password, within the last 15 minutes in this
    /// session. One query.
    ///
    /// # Errors
    /// [`SessionError::Reauthenticate`]; [`SessionError::Unauthorised`] when the session has ended;
    /// [`SessionError::TryRefreshToken`] when the token is of a generation before the last one; the
    /// database's faults.
    pub async fn require_recent_sign_in(&self, session: &Session) -> Result<(), SessionError> {
        let now = self.now();
        let row = self.find_row_of(&session.current_claims(), now).await?;
        if now - row.confirmed_at <= RECENT { Ok(()) } else { Err(SessionError::Reauthenticate) }
    }
}
