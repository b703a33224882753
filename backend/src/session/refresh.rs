//! Rotation: the decision table of engine rule 2, row by row.
//!
//! The row is read and the MAC checked before anything is written. Each statement stands alone,
//! and its outcome counts only after commit.

use anyhow::anyhow;
use shared::SessionHandle;

use super::refresh_token::{RefreshToken, anti_csrf_token};
use super::server_key::ServerKey;
use super::step::same_agent;
use super::verify::AntiCsrf;
use super::{Device, SessionError, Sessions, Tokens, Unauthorised};
use crate::store::sessions::{self as store, SessionRow};

/// What a caller of the refresh route brings.
#[derive(Clone)]
pub struct RefreshRequest<'a> {
    /// The refresh token.
    pub token: &'a str,
    /// What it must prove.
    pub anti_csrf: AntiCsrf<'a>,
    /// Protect the new tokens with an anti-CSRF token?
    pub with_anti_csrf: bool,
    /// Who asks.
    pub device: &'a Device,
}

/// What a token means to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// The row's own generation: take the next step.
    Rotate,
    /// The one before, and a reply was lost or two tabs asked at once: the same answer again.
    AnswerAgain,
    /// An older one: somebody else has it too.
    Theft,
    /// A newer one than the row has seen: the row came from a backup.
    Restored,
}

impl Sessions {
    /// New tokens for a refresh token.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] for a token that is not a live session's own,
    /// [`SessionError::TokenTheftDetected`] for one that was used before, and
    /// [`SessionError::General`] for faults, after which the same token is still good.
    pub async fn refresh_session(
        &self,
        request: &RefreshRequest<'_>,
    ) -> Result<Tokens, SessionError> {
        let now = self.now();
        let token = RefreshToken::parse(request.token).ok_or(Unauthorised::NotOurToken)?;
        let handle = token.session_handle().ok_or(Unauthorised::NotOurToken)?;
        let key = self.0.server_keys.find(&token.key_id()).ok_or(Unauthorised::NotOurToken)?;
        // Twice: whoever loses the race for a step finds the step taken and is answered again.
        for _ in 0..2 {
            let row = store::find(&self.0.db, &handle).await?.ok_or(Unauthorised::SessionGone)?;
            check_row(&row, &token, key, now)?;
            check_anti_csrf(&row, &token, key, request.anti_csrf)?;
            match self.judge(&row, token.generation(), request.device, now) {
                Verdict::Rotate => {
                    let answer = self.rotate_together(row, request, now).await?;
                    // Somebody else's User-Agent may have been the one that rotated: then the row
                    // is read again, and the table decides.
                    if let Some(answer) = answer.filter(|it| it.is_for(request.device)) {
                        return self.answer_rotated(&answer, request, now);
                    }
                }
                Verdict::AnswerAgain => return self.answer_again(&row, request, now),
                Verdict::Theft => return self.end_stolen(&handle).await,
                Verdict::Restored => return self.end_restored(&handle, token.generation()).await,
            }
        }
        Err(anyhow!("the session changed twice while it was refreshed").into())
    }

    fn judge(&self, row: &SessionRow, generation: i64, device: &Device, now: i64) -> Verdict {
        // A rotation in the future (the clock was set back) counts as just now.
        let since_rotation = (now - row.rotated_at).max(0);
        if generation == row.generation {
            Verdict::Rotate
        } else if generation > row.generation {
            Verdict::Restored
        } else if generation == row.generation - 1
            && since_rotation <= self.0.config.refresh_grace
            && self.0.config.refresh_grace > 0
            && same_agent(row.user_agent.as_deref(), device)
        {
            Verdict::AnswerAgain
        } else {
            Verdict::Theft
        }
    }

    async fn end_stolen(&self, handle: &SessionHandle) -> Result<Tokens, SessionError> {
        let of_write = handle.clone();
        let deleted = self
            .0
            .db
            .write(|tx| Box::pin(async move { store::delete(tx, &of_write).await }))
            .await?;
        // Two old tokens at once are one theft.
        if deleted {
            self.audit("token_theft_detected", handle);
        }
        Err(SessionError::TokenTheftDetected)
    }

    async fn end_restored(
        &self,
        handle: &SessionHandle,
        generation: i64,
    ) -> Result<Tokens, SessionError> {
        let of_write = handle.clone();
        self.0
            .db
            .write(move |tx| {
                Box::pin(async move { store::delete_restored(tx, &of_write, generation).await })
            })
            .await?;
        self.audit("session_restored_from_backup", handle);
        Err(Unauthorised::RestoredBackup.into())
    }
}

/// Handles are public: a made-up token that names one must not hurt its owner, so nothing is
/// written before its MAC and the row's life are checked.
fn check_row(
    row: &SessionRow,
    token: &RefreshToken,
    key: &ServerKey,
    now: i64,
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
