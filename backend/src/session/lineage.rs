//! Is an access token of the line of tokens that a session's row continues?
//!
//! The signature says that a token was issued. Only the row says whether the session still lives,
//! and whether the token's refresh token is one that the row could have given last.

use super::access_token::hash1;
use super::{Claims, RefreshToken, Session, SessionError, Sessions, TryRefresh, Unauthorised};
use crate::store::sessions::SessionRow;

impl Sessions {
    /// The row of the session that an access token names. One query.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session has ended; [`SessionError::TryRefreshToken`]
    /// when the token is older than the generation before the row's, or was issued before the
    /// session was re-keyed; the database's faults.
    pub(super) async fn find_row_of(
        &self,
        claims: &Claims,
        now: i64,
    ) -> Result<SessionRow, SessionError> {
        let row = self.find_live(&claims.session_handle, now).await?;
        let row = row.ok_or(Unauthorised::SessionGone)?;
        self.check_lineage(&row, claims)?;
        Ok(row)
    }

    /// Refuses a token that is neither of the row's current generation nor of the one before. That
    /// one counts, because requests that left before a refresh arrive after it.
    pub(super) fn check_lineage(
        &self,
        row: &SessionRow,
        claims: &Claims,
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
    pub(super) fn current_claims(&self) -> std::sync::Arc<Claims> {
        self.current_access_token().0.claims
    }
}
