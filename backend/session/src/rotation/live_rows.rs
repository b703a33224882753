//! The rows of sessions that live, and whether an access token is one that such a row could have
//! given last.
//!
//! The signature says that a token was issued. Only the row says whether the session still lives,
//! and whether the token's refresh token is of the row's line.

use std::sync::Arc;

use shared::{AccessTokenPayload, SessionHandle, Timestamp};

use crate::error::{SessionError, TryRefresh, Unauthorised};
use crate::held::held_session::HeldSession;
use crate::keys::ServerKeys;
use crate::store::sessions::{self as store, SessionRow};
use crate::store::{Db, LiveFilter};
use crate::tokens::access_token::hash1;
use crate::tokens::refresh_token::RefreshToken;

/// Whose row is meant.
#[derive(Clone, Copy)]
pub(crate) enum RowOf<'a> {
    /// That of a handle. For code on the server, which may name any session.
    Handle(&'a SessionHandle),
    /// That of a session, for a caller whose token must be of the row's line.
    Session(&'a HeldSession),
}

/// Finds the rows of live sessions.
pub(crate) struct LiveRows {
    pub(crate) db: Db,
    pub(crate) server_keys: Arc<ServerKeys>,
}

impl LiveRows {
    /// What counts as a live session at `now`.
    pub(crate) fn filter(&self, now: Timestamp) -> LiveFilter {
        LiveFilter::new(now, &self.server_keys.ids())
    }

    /// Is this the row of a live session?
    pub(crate) fn is_live(&self, row: &SessionRow, now: Timestamp) -> bool {
        self.filter(now).has(&row.key_id, row.expires_at) && now < row.absolute_expires_at
    }

    /// The row of a session that lives. One query.
    ///
    /// # Errors
    /// The database's faults.
    pub(crate) async fn find(
        &self,
        handle: &SessionHandle,
        now: Timestamp,
    ) -> Result<Option<SessionRow>, SessionError> {
        let row = store::find(&self.db, handle).await?;
        Ok(row.filter(|row| self.is_live(row, now)))
    }

    /// The live row that is meant. `None`: that handle has none. One query.
    ///
    /// # Errors
    /// For a session, as [`LiveRows::find_of_token`]; the database's faults.
    pub(crate) async fn find_row_of(
        &self,
        of: RowOf<'_>,
        now: Timestamp,
    ) -> Result<Option<SessionRow>, SessionError> {
        match of {
            RowOf::Handle(handle) => self.find(handle, now).await,
            RowOf::Session(session) => {
                self.find_of_token(&session.current_claims(), now).await.map(Some)
            }
        }
    }

    /// The row of the session that an access token names. One query.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session has ended; [`SessionError::TryRefreshToken`]
    /// when the token is older than the generation before the row's, or was issued before the
    /// session was re-keyed; the database's faults.
    pub(crate) async fn find_of_token(
        &self,
        claims: &AccessTokenPayload,
        now: Timestamp,
    ) -> Result<SessionRow, SessionError> {
        let row = self.find(&claims.session_handle, now).await?;
        let row = row.ok_or(Unauthorised::SessionGone)?;
        self.check_lineage(&row, claims)?;
        Ok(row)
    }

    /// Refuses a token that is neither of the row's current generation nor of the one before. That
    /// one counts, because requests that left before a refresh arrive after it.
    ///
    /// # Errors
    /// [`SessionError::TryRefreshToken`] then.
    pub(crate) fn check_lineage(
        &self,
        row: &SessionRow,
        claims: &AccessTokenPayload,
    ) -> Result<(), SessionError> {
        let key = self.server_keys.find_text(&row.key_id).ok_or(Unauthorised::SessionGone)?;
        let of_lineage = [row.generation, row.generation - 1].iter().any(|generation| {
            RefreshToken::derive(key, &row.session_handle, *generation, &row.seed)
                .is_some_and(|token| hash1(&token.encode()) == claims.refresh_token_hash1)
        });
        if of_lineage { Ok(()) } else { Err(TryRefresh::Superseded.into()) }
    }
}
