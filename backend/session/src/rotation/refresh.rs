//! Refresh: what a refresh token means to its session's row. The row's own generation rotates, the
//! one before it is answered again for a short time, and every other one ends the session (engine
//! rule 2).
//!
//! The row is read and the MAC checked before anything is written. Each statement stands alone,
//! and its outcome counts only after commit.

use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use shared::Timestamp;

use crate::audit::note_user;
use crate::clock::Clock;
use crate::device::Device;
use crate::error::{SessionError, Unauthorised};
use crate::keys::ServerKeys;
use crate::keys::server_key::ServerKey;
use crate::rotation::end::Ender;
use crate::rotation::request::RefreshRequest;
use crate::rotation::rotate::{Rotator, same_agent};
use crate::rotation::unknown_outcomes::UnknownOutcomes;
use crate::store::Db;
use crate::store::sessions::{self as store, SessionRow};
use crate::tokens::pair::Tokens;
use crate::tokens::refresh_token::{RefreshToken, anti_csrf_token};
use crate::tokens::verifier::AntiCsrf;

/// What a token means to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// The row's own generation: take the next step.
    Rotate,
    /// The one before, and a response was lost or two tabs asked at once: the same answer again.
    AnswerAgain,
    /// An older one: a second client has it too.
    Theft,
    /// A newer one than the row has seen: the row came from a backup.
    Restored,
}

/// Refreshes sessions.
pub(crate) struct Refresher {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) server_keys: Arc<ServerKeys>,
    pub(crate) rotator: Arc<Rotator>,
    pub(crate) unknown_outcomes: Arc<UnknownOutcomes>,
    pub(crate) ender: Ender,
    pub(crate) refresh_grace: Duration,
    /// How much later than that the previous token still answers, because the clock of the process
    /// that rotated may be behind.
    pub(crate) clock_tolerance: Duration,
}

impl Refresher {
    /// New tokens for a refresh token. After a fault the same token is still good.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`], [`SessionError::TokenTheftDetected`], and faults.
    pub(crate) async fn refresh(
        &self,
        request: &RefreshRequest<'_>,
    ) -> Result<Tokens, SessionError> {
        let now = self.clock.now();
        let token = RefreshToken::parse(request.token).ok_or(Unauthorised::NotOurToken)?;
        let handle = token.session_handle().ok_or(Unauthorised::NotOurToken)?;
        let key = self.server_keys.find(&token.key_id()).ok_or(Unauthorised::NotOurToken)?;
        let mut failed = None;
        // Twice: a refresh that loses the race finds the rotation done, one whose write failed may
        // find it done all the same, and each is then answered again.
        for _ in 0..2 {
            let row = store::find(&self.db, &handle).await?.ok_or(Unauthorised::SessionGone)?;
            check_row(&row, &token, key, now)?;
            note_user(&row.user_id, &row.tenant_id);
            check_anti_csrf(&row, &token, key, request.anti_csrf)?;
            match self.decide(&row, token.generation(), request.device, now) {
                Verdict::Rotate if failed.is_some() => break,
                Verdict::Rotate => match self.rotator.rotate_together(row, request, now).await {
                    Ok(Some(answer)) if answer.is_for(request.device) => {
                        return self.rotator.answer_rotated(&answer, request, now);
                    }
                    // Another refresh came first, or began this rotation from another browser.
                    Ok(_) => {}
                    Err(error) => failed = Some(error),
                },
                Verdict::AnswerAgain => return self.rotator.answer_again(&row, request, now),
                Verdict::Theft => return self.ender.end_stolen(row, request.device, now).await,
                Verdict::Restored => {
                    if self.ender.end_restored(&handle, token.generation()).await? {
                        return Err(Unauthorised::RestoredBackup.into());
                    }
                    // The row is newer than it looked: a stale read, from a database that has just
                    // failed over.
                }
            }
        }
        Err(failed.unwrap_or_else(|| anyhow!("the session changed while it was refreshed").into()))
    }

    fn decide(
        &self,
        row: &SessionRow,
        generation: i64,
        device: &Device,
        now: Timestamp,
    ) -> Verdict {
        if generation == row.generation {
            Verdict::Rotate
        } else if generation > row.generation {
            Verdict::Restored
        } else if generation == row.generation - 1
            && (self.is_within_grace(row, now) || self.was_never_answered(row, now))
            && same_agent(row.user_agent.as_deref(), device)
        {
            Verdict::AnswerAgain
        } else {
            Verdict::Theft
        }
    }

    /// Is the last rotation so recent that its token may be asked for again?
    ///
    /// A rotation in the future counts as just now (`since` is zero): the clock was set back, or
    /// another process's clock is ahead. One that is a little too old may have been dated by a
    /// clock that is behind.
    fn is_within_grace(&self, row: &SessionRow, now: Timestamp) -> bool {
        let grace = self.refresh_grace;
        !grace.is_zero() && now.since(row.rotated_at) <= grace + self.clock_tolerance
    }

    /// Was the last rotation one of this process whose outcome it never learned?
    fn was_never_answered(&self, row: &SessionRow, now: Timestamp) -> bool {
        self.unknown_outcomes.made(row, now, self.refresh_grace)
    }
}

/// Handles are public: a made-up token that names one must not hurt its owner, so nothing is
/// written before its MAC and the row's life are checked.
fn check_row(
    row: &SessionRow,
    token: &RefreshToken,
    key: &ServerKey,
    now: Timestamp,
) -> Result<(), Unauthorised> {
    if row.key_id != key.id_text() || !token.is_of(key, &row.seed) {
        return Err(Unauthorised::NotOurToken);
    }
    if now >= row.expires_at || now >= row.absolute_expires_at {
        return Err(Unauthorised::SessionGone);
    }
    Ok(())
}

/// The token of the presented generation, or of the one before or after it: a browser's script
/// stores it a moment after the cookie (engine rule 3).
fn check_anti_csrf(
    row: &SessionRow,
    token: &RefreshToken,
    key: &ServerKey,
    anti_csrf: AntiCsrf<'_>,
) -> Result<(), Unauthorised> {
    if matches!(anti_csrf, AntiCsrf::NotDue) {
        return Ok(());
    }
    let presented = token.generation();
    let near: Vec<String> = (presented - 1..=presented + 1)
        .filter_map(|generation| anti_csrf_token(key, &row.session_handle, generation, &row.seed))
        .collect();
    if anti_csrf.accepts(near.iter().map(String::as_str)) {
        Ok(())
    } else {
        Err(Unauthorised::AntiCsrf)
    }
}
