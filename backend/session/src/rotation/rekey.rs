//! Another seed for a session: all tokens that were derived before are worth nothing afterwards.
//!
//! For the moment in which a user has just proved who they are: what a thief copied before must
//! not share the proof, and must not outlive a changed password.

use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;

use crate::audit::Audit;
use crate::clock::{Clock, Random, random_bytes};
use crate::error::SessionError;
use crate::held::held_session::HeldSession;
use crate::rotation::expiry::next_expiry;
use crate::rotation::live_rows::LiveRows;
use crate::store::sessions::{self as rows, SessionRow};
use crate::store::{self, Db, DbError, Tx};
use crate::tokens::issuer::Issuer;
use crate::tokens::pair::Tokens;

/// How often it is tried. A refresh or a merge that comes between the read and the write makes the
/// read old; each round of such a race has a winner.
const TRIES: usize = 20;

/// What a session is to become, signed and not yet stored.
struct PreparedRekey {
    read: SessionRow,
    next: SessionRow,
    tokens: Tokens,
}

/// Re-keys sessions.
pub(crate) struct Rekeyer {
    pub(crate) db: Db,
    pub(crate) rows: Arc<LiveRows>,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) audit: Audit,
    pub(crate) refresh_token_validity: Duration,
}

impl Rekeyer {
    /// Gives the session new tokens, and does `first` in the same transaction. `None` from `first`
    /// means that nothing is to happen, and is given back.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session has ended; [`SessionError::TryRefreshToken`]
    /// when its token was left behind; [`SessionError::ResponseSent`]; faults, those of `first`
    /// among them.
    pub(crate) async fn rekey_with<T>(
        &self,
        session: &HeldSession,
        first: impl AsyncFnOnce(&mut Tx) -> store::Result<Option<T>> + Clone,
    ) -> Result<Option<T>, SessionError> {
        session.check_response_not_sent()?;
        for _ in 0..TRIES {
            let PreparedRekey { read, next, tokens } = self.prepare_rekey(session).await?;
            let first = first.clone();
            let work = self.db.write(async move |tx| {
                let Some(done) = first(tx).await? else { return Ok(None) };
                let rekeyed = rows::rekey(tx, &read, &next).await?;
                rekeyed.then_some(Some(done)).ok_or(DbError::Conflict("the session"))
            });
            let done = match work.await {
                Err(DbError::Conflict(_)) => continue,
                outcome => outcome?,
            };
            if done.is_some() {
                self.audit.record("session_rekeyed", &session.verified().session_handle);
                self.issuer.remember(&tokens.access_token);
                session.replace_tokens(tokens)?;
            }
            return Ok(done);
        }
        Err(anyhow!("the session changed each time it was re-keyed").into())
    }

    /// Everything that can fail but the write: a fault here leaves the session as it was.
    async fn prepare_rekey(&self, session: &HeldSession) -> Result<PreparedRekey, SessionError> {
        let (claims, now) = (session.current_claims(), self.clock.now());
        let read = self.rows.find_of_token(&claims, now).await?;
        let next = SessionRow {
            seed: random_bytes::<32>(&*self.random)?.to_vec(),
            // One step further, so that a refresh of the tokens before that is under way finds the
            // generation that it read gone.
            generation: read.generation + 1,
            rotated_at: now,
            confirmed_at: now,
            last_active_at: now,
            expires_at: next_expiry(&read, self.refresh_token_validity, now),
            ..read.clone()
        };
        let with_anti_csrf = claims.anti_csrf_token.is_some();
        let tokens = self.issuer.issue(&next, with_anti_csrf, now)?;
        Ok(PreparedRekey { read, next, tokens })
    }
}
