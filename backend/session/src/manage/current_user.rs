//! What a signed-in user may do with their own sessions: list them, find one, end the others.
//!
//! A handle of another user is answered exactly like one that does not exist.

use std::sync::Arc;
use std::time::Duration;

use shared::{AccessTokenPayload, SessionEntry, SessionHandle, TenantId, Timestamp};

use crate::clock::Clock;
use crate::error::{SessionError, Unauthorised};
use crate::held::held_session::HeldSession;
use crate::manage::revoke::Revoker;
use crate::manage::stored::SessionInformation;
use crate::rotation::live_rows::LiveRows;
use crate::store::session_pages::{self as store, PageQuery, SessionListRow};
use crate::store::{Db, sessions as rows};

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

/// Could there be a page after one of this length?
pub(crate) fn is_full_page(len: usize) -> bool {
    i64::try_from(len).is_ok_and(|len| len >= PAGE_SIZE)
}

/// What the user of a session may ask of their other sessions.
pub(crate) struct CurrentUser {
    pub(crate) db: Db,
    pub(crate) rows: Arc<LiveRows>,
    pub(crate) revoker: Arc<Revoker>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) refresh_token_validity: Duration,
}

impl CurrentUser {
    /// A page of the user's live sessions, newest first, of one tenant or of all. `after` is the
    /// last session of the page before: when it was made, and its handle. Two queries: the row of
    /// the session that asks, and the page.
    ///
    /// # Errors
    /// As [`CurrentUser::find`].
    pub(crate) async fn list(
        &self,
        session: &HeldSession,
        tenant: Option<&TenantId>,
        after: Option<(Timestamp, &SessionHandle)>,
    ) -> Result<Vec<SessionEntry>, SessionError> {
        self.rows.find_of_token(&session.current_claims(), self.clock.now()).await?;
        let user = &session.verified().user_id;
        let live = self.rows.filter(self.clock.now());
        let query = PageQuery { user, tenant, after, limit: PAGE_SIZE, live: &live };
        let page = store::list(&self.db, &query).await?;
        let current = &session.verified().session_handle;
        Ok(page.into_iter().map(|row| entry(row, current, self.refresh_token_validity)).collect())
    }

    /// A live session of the user by its handle. One query, which also reads the row of the session
    /// that asks.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session that asks has ended;
    /// [`SessionError::TryRefreshToken`] when its token is of a generation before the last one; the
    /// database's faults.
    pub(crate) async fn find(
        &self,
        session: &HeldSession,
        handle: &SessionHandle,
    ) -> Result<Option<SessionInformation>, SessionError> {
        let now = self.clock.now();
        let [caller, found] =
            rows::find_two(&self.db, [&session.verified().session_handle, handle]).await?;
        let caller = caller.filter(|row| self.rows.is_live(row, now));
        let caller = caller.ok_or(Unauthorised::SessionGone)?;
        self.rows.check_lineage(&caller, &session.current_claims())?;
        let found = found
            .filter(|row| self.rows.is_live(row, now) && row.user_id == session.verified().user_id);
        found.map(SessionInformation::try_from).transpose()
    }

    /// Ends all sessions of the user but this one, in every tenant.
    ///
    /// # Errors
    /// The database's faults.
    pub(crate) async fn revoke_others(
        &self,
        session: &HeldSession,
    ) -> Result<Vec<SessionHandle>, SessionError> {
        let AccessTokenPayload { user_id, session_handle, .. } = session.verified();
        self.revoker.revoke_of_user(user_id, None, Some(session_handle)).await
    }

    /// Refuses unless the user signed in, or gave the password, within the last 15 minutes in this
    /// session. One query.
    ///
    /// # Errors
    /// [`SessionError::Reauthenticate`]; [`SessionError::Unauthorised`] when the session has ended;
    /// [`SessionError::TryRefreshToken`] when the token is of a generation before the last one; the
    /// database's faults.
    pub(crate) async fn require_recent_sign_in(
        &self,
        session: &HeldSession,
    ) -> Result<(), SessionError> {
        let now = self.clock.now();
        let row = self.rows.find_of_token(&session.current_claims(), now).await?;
        let is_recent = row.confirmed_at <= now + CLOCK_DIFFERENCE
            && now.since(row.confirmed_at) <= RECENT_SIGN_IN;
        if is_recent { Ok(()) } else { Err(SessionError::Reauthenticate) }
    }
}
