//! What a signed-in user may do with their own sessions: list them, find one, end the others.
//!
//! A handle of another user is answered exactly like one that does not exist.

use std::time::Duration;

use shared::{SessionEntry, SessionHandle, TenantId, Timestamp};

use crate::store::session_pages::{self as store, PageQuery, SessionListRow};
use crate::store::{sessions as rows, user_sessions};
use crate::to_its_end::write_to_its_end;
use crate::{Session, SessionError, SessionInformation, Sessions, Unauthorised};

/// How long a sign-in, or the password given again, counts as recent.
const RECENT_SIGN_IN: Duration = Duration::from_mins(15);
/// How far the clock of the process that noted a confirmation may be ahead. The user who has just
/// given the password at one process is not asked again by the next; a confirmation of later than
/// that is none, or a clock that is set back would make it recent for as long.
const CLOCK_DIFFERENCE: Duration = Duration::from_secs(30);
/// How many sessions a page has.
const PAGE_SIZE: i64 = 20;

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// What a user is told of one of their sessions. `validity` is the life of a session that is not
/// refreshed.
///
/// The list is read without the password, so also by a thief who copied a session. The exact time
/// of its owner's last refresh would tell the thief when to refresh unnoticed, within the grace
/// window. So the list says the hour, and of the session that asks, which is the one that was
/// copied, the day; and when the session ends is counted from that.
fn entry(row: SessionListRow, current: &SessionHandle, validity: Duration) -> SessionEntry {
    let is_current = row.session_handle == *current;
    let last_active = row.last_active_at.floor_to(if is_current { DAY } else { HOUR });
    SessionEntry {
        session_handle: row.session_handle,
        tenant_id: row.tenant_id,
        time_created: row.created_at,
        last_active,
        expiry: (last_active + validity).min(row.absolute_expires_at),
        user_agent: row.user_agent,
        address: row.address,
        current: is_current,
    }
}

impl Sessions {
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
        self.check_current(session).await?;
        let (user, live) = (session.get_user_id(), self.live());
        let query = PageQuery { user, tenant, after, limit: PAGE_SIZE, live: &live };
        let page = store::list(&self.0.db, &query).await?;
        let (current, validity) = (session.get_handle(), self.0.config.refresh_token_validity);
        Ok(page.into_iter().map(|row| entry(row, current, validity)).collect())
    }

    /// Could there be a page after one of this length?
    #[must_use]
    pub fn is_full_page(len: usize) -> bool {
        i64::try_from(len).is_ok_and(|len| len >= PAGE_SIZE)
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
        let now = self.now();
        let [caller, found] = rows::find_two(&self.0.db, [session.get_handle(), handle]).await?;
        let caller = caller.filter(|row| self.is_live(row, now));
        let caller = caller.ok_or(Unauthorised::SessionGone)?;
        self.check_lineage(&caller, &session.current_claims())?;
        let found =
            found.filter(|row| self.is_live(row, now) && row.user_id == *session.get_user_id());
        found.map(SessionInformation::try_from).transpose()
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
        let sessions = self.clone();
        let ended = write_to_its_end(async move {
            let write = sessions.0.db.write(async move |tx| {
                user_sessions::delete_of_user(tx, &user, None, Some(&keep), &live).await
            });
            let ended = write.await?;
            sessions.revoked(&ended);
            Ok(ended)
        });
        Ok(ended.await?)
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
        let is_recent = row.confirmed_at <= now + CLOCK_DIFFERENCE
            && now.since(row.confirmed_at) <= RECENT_SIGN_IN;
        if is_recent { Ok(()) } else { Err(SessionError::Reauthenticate) }
    }
}
