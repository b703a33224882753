//! Is an access token of the line of tokens that a session's row continues?
//!
//! The signature says that a token was issued. Only the row says whether the session still lives,
//! and whether the token's refresh token is one that the row could have given last.

use shared::{AccessTokenPayload, SessionHandle, Timestamp};

use crate::store::sessions::SessionRow;
use crate::tokens::access_token::hash1;
use crate::{RefreshToken, Session, SessionError, Sessions, TryRefresh, Unauthorised};

/// Whose row is meant.
#[derive(Clone, Copy)]
pub(crate) enum RowOf<'a> {
    /// That of a handle. For code on the server, which may name any session.
    Handle(&'a SessionHandle),
    /// That of a session, for a caller whose token must be of the row's line.
    Session(&'a Session),
}

impl Sessions {
    /// The live row that is meant. `None`: that handle has none. One query.
    ///
    /// # Errors
    /// For a session, as [`Sessions::find_row_of`]; the database's faults.
    pub(crate) async fn find_row(
        &self,
        of: RowOf<'_>,
        now: Timestamp,
    ) -> Result<Option<SessionRow>, SessionError> {
        match of {
            RowOf::Handle(handle) => self.find_live(handle, now).await,
            RowOf::Session(session) => {
                self.find_row_of(&session.current_claims(), now).await.map(Some)
            }
        }
    }

    /// Refuses a session that has ended, and a token that was left behind. One query.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session has ended; [`SessionError::TryRefreshToken`]
    /// when its token is of a generation before the last one; the database's faults.
    pub async fn check_current(&self, session: &Session) -> Result<(), SessionError> {
        self.find_row_of(&session.current_claims(), self.now()).await.map(drop)
    }

    /// The row of the session that an access token names. One query.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session has ended; [`SessionError::TryRefreshToken`]
    /// when the token is older than the generation before the row's, or was issued before the
    /// session was re-keyed; the database's faults.
    pub(crate) async fn find_row_of(
        &self,
        claims: &AccessTokenPayload,
        now: Timestamp,
    ) -> Result<SessionRow, SessionError> {
        let row = self.find_live(&claims.session_handle, now).await?;
        let row = row.ok_or(Unauthorised::SessionGone)?;
        self.check_lineage(&row, claims)?;
        Ok(row)
    }

    /// Refuses a token that is neither of the row's current generation nor of the one before. That
    /// one counts, because requests that left before a refresh arrive after it.
    pub(crate) fn check_lineage(
        &self,
        row: &SessionRow,
        claims: &AccessTokenPayload,
    ) -> Result<(), SessionError> {
        let key = self.0.server_keys.find_text(&row.key_id).ok_or(Unauthorised::SessionGone)?;
        let of_lineage = [row.generation, row.generation - 1].iter().any(|generation| {
            RefreshToken::derive(key, &row.session_handle, *generation, &row.seed)
                .is_some_and(|token| hash1(&token.encode()) == claims.refresh_token_hash1)
        });
        if of_lineage { Ok(()) } else { Err(TryRefresh::Superseded.into()) }
    }
}

impl Session {
    /// The claims of the token that the session has now. After a merge or a new key it is another
    /// one than the request brought.
    pub(crate) fn current_claims(&self) -> std::sync::Arc<AccessTokenPayload> {
        self.current_access_token().0.claims
    }
}
