//! One step of the rotation: taken once, for all in this process who brought the same token, and
//! what it gives to each of them.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use shared::{SessionHandle, Timestamp};
use tracing::Instrument;

use crate::audit::Audit;
use crate::counters::Counters;
use crate::device::Device;
use crate::error::SessionError;
use crate::rotation::expiry::next_expiry;
use crate::rotation::request::RefreshRequest;
use crate::rotation::unknown_outcomes::UnknownOutcomes;
use crate::single_flight::SingleFlight;
use crate::store::budget::{WRITE_LIMIT, spend};
use crate::store::sessions::{self as store, Rotation, SessionRow};
use crate::store::{Db, DbError};
use crate::tokens::issuer::Issuer;
use crate::tokens::pair::Tokens;

/// How long a caller waits for a step: as long as the step's write may take, and a moment more, so
/// that the caller hears what came of it.
const STEP_WAIT: Duration = WRITE_LIMIT.saturating_add(Duration::from_millis(250));

/// Steps under way, by session and generation.
pub(crate) type RotationsInFlight =
    SingleFlight<(SessionHandle, i64), Result<Option<Arc<Rotated>>, Arc<SessionError>>>;

/// What the caller who begins a step brings to it.
struct RotationInput {
    device: Device,
    with_anti_csrf: bool,
    now: Timestamp,
}

/// A step that was taken: the row after it, and tokens for those who want the same.
pub(crate) struct Rotated {
    row: SessionRow,
    tokens: Tokens,
    with_anti_csrf: bool,
}

/// What a step means to one of those who asked for it.
pub(crate) struct Answer {
    rotated: Arc<Rotated>,
    /// Another caller had begun it.
    is_shared: bool,
}

impl Answer {
    /// May this device have it? Only the User-Agent that rotated may.
    pub(crate) fn is_for(&self, device: &Device) -> bool {
        same_agent(self.rotated.row.user_agent.as_deref(), device)
    }
}

/// A missing User-Agent is as good as any, and equals only a missing one.
pub(crate) fn same_agent(rotated_by: Option<&str>, device: &Device) -> bool {
    rotated_by == device.user_agent.as_deref()
}

/// Rotates sessions: takes them one generation further.
pub(crate) struct Rotator {
    pub(crate) db: Db,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) audit: Audit,
    pub(crate) counters: Arc<Counters>,
    pub(crate) refresh_grace: Duration,
    pub(crate) refresh_token_validity: Duration,
    pub(crate) unknown_outcomes: Arc<UnknownOutcomes>,
    pub(crate) in_flight: RotationsInFlight,
}

impl Rotator {
    /// Takes one step, together with all callers in this process that brought the same token. With
    /// `REFRESH_GRACE=0` each takes its own, and one succeeds: then a second use is theft, however
    /// close. `None`: the row is not as it was read any more.
    ///
    /// The step has a limit of its own. A caller whose time is up before leaves it to the others.
    pub(crate) async fn rotate_together(
        self: &Arc<Self>,
        row: SessionRow,
        request: &RefreshRequest<'_>,
        now: Timestamp,
    ) -> Result<Option<Answer>, SessionError> {
        let key = (row.session_handle.clone(), row.generation);
        let step = RotationInput {
            device: request.device.clone(),
            with_anti_csrf: request.with_anti_csrf,
            now,
        };
        let rotator = Arc::clone(self);
        let work = || {
            let rotation = async move { rotator.rotate(row, step).await.map_err(Arc::new) };
            // Its audit line says by which request.
            rotation.in_current_span()
        };
        let joined = if self.refresh_grace.is_zero() {
            RotationsInFlight::default().run(key, work)
        } else {
            self.in_flight.run(key, work)
        };
        let is_shared = joined.is_shared;
        if is_shared {
            self.counters.count_shared_step();
        }
        let outcome = spend(STEP_WAIT, async { Ok(joined.outcome.await) }).await?;
        // Faults are shared, too: callers that wait for a database that is away wait once.
        let rotated =
            outcome.context("the rotation panicked")?.map_err(|error| anyhow!("{error}"))?;
        Ok(rotated.map(|rotated| Answer { rotated, is_shared }))
    }

    async fn rotate(
        &self,
        row: SessionRow,
        input: RotationInput,
    ) -> Result<Option<Arc<Rotated>>, SessionError> {
        let RotationInput { device, with_anti_csrf, now } = input;
        let update = Rotation {
            session_handle: row.session_handle.clone(),
            from_generation: row.generation,
            now,
            expires_at: next_expiry(&row, self.refresh_token_validity, now),
            user_agent: device.user_agent,
            address: device.address,
        };
        let mut next = SessionRow {
            generation: row.generation + 1,
            rotated_at: now,
            last_active_at: now,
            expires_at: update.expires_at,
            user_agent: update.user_agent.clone(),
            address: update.address.clone(),
            ..row
        };
        // Signed before the step is taken: a fault here leaves the row, and the token, as they
        // were.
        let mut tokens = self.issuer.issue(&next, with_anti_csrf, now)?;
        let updated = self.db.write(async move |tx| store::rotate(tx, &update).await).await;
        if updated.as_ref().is_err_and(DbError::is_outcome_unknown) {
            self.unknown_outcomes.remember(&next);
        }
        let Some(payload) = updated? else { return Ok(None) };
        self.audit.record("session_refreshed", &next.session_handle);
        if payload != next.access_token_payload {
            // A merge came between the read and the step: what the step returned is what counts.
            let merged = SessionRow { access_token_payload: payload, ..next.clone() };
            match self.issuer.issue(&merged, with_anti_csrf, now) {
                Ok(of_merged) => (next, tokens) = (merged, of_merged),
                // The step is taken: after an error, a retry that came later than the grace window
                // would be theft. The tokens that were signed before are good.
                Err(error) => tracing::warn!(%error, "refreshed without the merge in between"),
            }
        }
        self.issuer.remember(&tokens.access_token);
        Ok(Some(Arc::new(Rotated { row: next, tokens, with_anti_csrf })))
    }

    /// The tokens of a step for one of those who asked for it.
    pub(crate) fn answer_rotated(
        &self,
        answer: &Answer,
        request: &RefreshRequest<'_>,
        now: Timestamp,
    ) -> Result<Tokens, SessionError> {
        let rotated = &answer.rotated;
        if answer.is_shared {
            self.note_grace_hit(&rotated.row, request.device);
        }
        if rotated.with_anti_csrf == request.with_anti_csrf {
            return Ok(rotated.tokens.clone());
        }
        self.issue_and_remember(&rotated.row, request, now)
    }

    /// The tokens of the row's generation once more.
    pub(crate) fn answer_again(
        &self,
        row: &SessionRow,
        request: &RefreshRequest<'_>,
        now: Timestamp,
    ) -> Result<Tokens, SessionError> {
        self.note_grace_hit(row, request.device);
        self.issue_and_remember(row, request, now)
    }

    fn issue_and_remember(
        &self,
        row: &SessionRow,
        request: &RefreshRequest<'_>,
        now: Timestamp,
    ) -> Result<Tokens, SessionError> {
        let tokens = self.issuer.issue(row, request.with_anti_csrf, now)?;
        self.issuer.remember(&tokens.access_token);
        Ok(tokens)
    }

    /// Two callers brought one refresh token: counted, and audited when the other one rotated from
    /// another address. `row` is as the rotation left it.
    fn note_grace_hit(&self, row: &SessionRow, device: &Device) {
        self.counters.count_grace_hit();
        if row.address != device.address {
            self.audit.record("refresh_grace_other_address", &row.session_handle);
        }
    }
}
