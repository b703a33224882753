//! Another seed for a session: all tokens that were derived before are worth nothing afterwards.
//!
//! For the moment in which a user has just proved who they are: what a thief copied before must
//! not share the proof, and must not outlive a changed password.

use anyhow::anyhow;
use shared::Timestamp;

use crate::clock::random_bytes;
use crate::store::sessions::{self as rows, SessionRow};
use crate::store::{self, DbError, Tx};
use crate::{Session, SessionChange, SessionError, Sessions, Tokens};

/// How often it is tried. A refresh or a merge that comes between the read and the write makes the
/// read old; each round of such a race has a winner.
const TRIES: usize = 20;

/// What a session is to become, signed and not yet stored.
struct PreparedRekey {
    read: SessionRow,
    next: SessionRow,
    tokens: Tokens,
}

impl Session {
    /// Gives the session new tokens, which the response carries, and ends every copy of those
    /// before: the refresh tokens at once, the access tokens at their next refresh, or at once
    /// where the database is checked. It counts as a sign-in for what needs a recent one, so call
    /// it when the user has just proved who they are.
    ///
    /// There is no grace for the tokens before. If the response gets lost, the user signs in again.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session has ended; [`SessionError::TryRefreshToken`]
    /// when this is itself such a copy, or a token of long before; the database's faults;
    /// [`SessionError::ResponseSent`].
    pub async fn rekey(&self) -> Result<(), SessionError> {
        let sessions = self.sessions().clone();
        sessions.rekey_with(self, async move |_| Ok(Some(()))).await?;
        Ok(())
    }

    /// From here on the session is what its new tokens say.
    fn take_tokens(&self, tokens: Tokens) -> Result<(), SessionError> {
        let mut state = self.unsent()?;
        state.custom.clone_from(&tokens.access_token.claims.custom);
        state.access_token = tokens.access_token.clone();
        state.change = Some(SessionChange::Tokens(Box::new(tokens)));
        Ok(())
    }
}

impl Sessions {
    /// [`Session::rekey`], and `first` in the same transaction. `None` from `first` means that
    /// nothing is to happen, and is given back. `first` runs again if the session changes
    /// meanwhile; what it did before was rolled back then.
    ///
    /// # Errors
    /// As [`Session::rekey`]; those of `first`.
    pub async fn rekey_with<T>(
        &self,
        session: &Session,
        first: impl AsyncFnOnce(&mut Tx) -> store::Result<Option<T>> + Clone,
    ) -> Result<Option<T>, SessionError> {
        session.check_response_not_sent()?;
        for _ in 0..TRIES {
            let PreparedRekey { read, next, tokens } = self.prepare_rekey(session).await?;
            let first = first.clone();
            let work = self.0.db.write(async move |tx| {
                let Some(done) = first(tx).await? else { return Ok(None) };
                let rekeyed = rows::rekey(tx, &read, &next).await?;
                rekeyed.then_some(Some(done)).ok_or(DbError::Conflict("the session"))
            });
            let done = match work.await {
                Err(DbError::Conflict(_)) => continue,
                outcome => outcome?,
            };
            if done.is_some() {
                self.audit("session_rekeyed", session.get_handle());
                self.remember(&tokens.access_token);
                session.take_tokens(tokens)?;
            }
            return Ok(done);
        }
        Err(anyhow!("the session changed each time it was re-keyed").into())
    }

    /// Everything that can fail but the write: a fault here leaves the session as it was.
    async fn prepare_rekey(&self, session: &Session) -> Result<PreparedRekey, SessionError> {
        let (claims, now) = (session.current_claims(), self.now());
        let read = self.find_row_of(&claims, now).await?;
        let next = SessionRow {
            seed: random_bytes::<32>(&*self.0.random)?.to_vec(),
            // One step further, so that a refresh of the tokens before that is under way finds the
            // generation that it read gone.
            generation: read.generation + 1,
            rotated_at: now,
            confirmed_at: now,
            last_active_at: now,
            expires_at: self.next_expiry(&read, now),
            ..read.clone()
        };
        let with_anti_csrf = claims.anti_csrf_token.is_some();
        let tokens = self.issue(&next, with_anti_csrf, now)?;
        Ok(PreparedRekey { read, next, tokens })
    }

    /// When a session ends that is refreshed or re-keyed at `now`: never earlier than before, and
    /// never after its absolute end.
    pub(crate) fn next_expiry(&self, row: &SessionRow, now: Timestamp) -> Timestamp {
        let validity = self.0.config.refresh_token_validity;
        (now + validity).min(row.absolute_expires_at).max(row.expires_at)
    }
}
