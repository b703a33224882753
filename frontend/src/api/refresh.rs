//! One refresh at a time, for all callers of this tab and, with a Web Lock, for all tabs (wire
//! protocol 10.5). It runs by itself: a caller that is dropped or stops waiting does not end it.

use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, Shared, select};
use shared::names::header;
use shared::{Refresh, TenantId};

use super::call::Target;
use super::client::ApiClient;
use super::error::ApiError;
use super::exchange::session_headers;
use super::lock::LockGuard;
use super::notices::Notices;
use crate::session::{
    AfterUnauthorised, RefreshOutcome, ReplyUse, SessionEvent, Snapshot, after_unauthorised,
    refresh_outcome,
};

/// The pauses after which a refresh that came to nothing is repeated, ms. A server forgives a lost
/// reply for a short time only (`REFRESH_GRACE`), so the first ones are short.
const PAUSES_MS: [u32; 5] = [500, 1_000, 2_000, 4_000, 8_000];
/// How long one refresh may take, ms. Not long, so that a reply that got lost is noticed while the
/// server still forgives it.
const TIMEOUT_MS: u32 = 6_000;
/// How long a caller waits for a refresh, repetitions included, ms. They go on without it.
pub(super) const CALLER_WAITS_MS: u32 = 10_000;
/// How long to wait for the lock, ms. A tab may be frozen while it holds it; then the server's own
/// rules (one step per token, the grace window) are protection enough.
const LOCK_WAIT_MS: u32 = 4_000;

/// The refresh that is under way in this tab.
pub(super) struct Refreshing {
    id: u64,
    before: Snapshot,
    outcome: Shared<LocalBoxFuture<'static, RefreshOutcome>>,
}

impl ApiClient {
    /// Waits for the lock around everything that replaces tokens, but not for long. `None`: go on
    /// without it.
    pub(super) async fn lock_session(&self) -> Option<LockGuard> {
        match select(self.0.lock.acquire(), self.0.runtime.sleep(LOCK_WAIT_MS)).await {
            Either::Left((guard, _)) => guard,
            Either::Right(_) => None,
        }
    }

    /// Gets new tokens, unless another tab got some since `before` was taken. Waits for a bounded
    /// time; the refresh itself goes on.
    pub(crate) async fn refresh(&self, before: Snapshot) -> RefreshOutcome {
        let refresh = self.refresh_to_the_end(before);
        match select(refresh, self.0.runtime.sleep(CALLER_WAITS_MS)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(_) => RefreshOutcome::Transient,
        }
    }

    /// Joins the refresh of this session that is under way in this tab, or starts it.
    pub(crate) fn refresh_to_the_end(
        &self,
        before: Snapshot,
    ) -> Shared<LocalBoxFuture<'static, RefreshOutcome>> {
        if let Some(running) = self.0.refreshing.borrow().as_ref()
            && running.before.state == before.state
            && running.before.handle == before.handle
        {
            return running.outcome.clone();
        }
        let id = self.0.refreshes.replace(self.0.refreshes.get() + 1);
        let run = self.clone().run_refresh(before.clone(), id);
        let outcome = run.boxed_local().shared();
        self.0.refreshing.replace(Some(Refreshing { id, before, outcome: outcome.clone() }));
        self.0.runtime.spawn(outcome.clone().map(drop).boxed_local());
        outcome
    }

    /// Asks until the server has told, with pauses, at once when [`ApiClient::wake`] is called.
    async fn run_refresh(self, before: Snapshot, id: u64) -> RefreshOutcome {
        let mut pauses = PAUSES_MS.into_iter();
        let outcome = loop {
            let woken = self.0.wake.notified();
            let outcome = self.refresh_with_lock(&before).await;
            let (RefreshOutcome::Transient, Some(pause)) = (outcome, pauses.next()) else {
                break outcome;
            };
            self.0.trouble.notify();
            let pause = jittered(pause, self.0.runtime.random());
            select(self.0.runtime.sleep(pause), woken.boxed_local()).await;
        };
        self.0.refreshing.borrow_mut().take_if(|running| running.id == id);
        outcome
    }

    async fn refresh_with_lock(&self, before: &Snapshot) -> RefreshOutcome {
        let mut notices = Notices::default();
        let guard = self.lock_for_refresh().await;
        let outcome = self.refresh_once(before, &mut notices).await;
        drop(guard);
        self.announce(notices);
        outcome
    }

    /// The lock, at a moment when this tab is not about to replace the session.
    async fn lock_for_refresh(&self) -> Option<LockGuard> {
        loop {
            self.0.gate.opened().await;
            let guard = self.lock_session().await;
            if self.0.gate.is_open() {
                return guard;
            }
        }
    }

    /// One refresh, for a caller that holds the lock.
    pub(super) async fn refresh_once(
        &self,
        before: &Snapshot,
        notices: &mut Notices,
    ) -> RefreshOutcome {
        // The tab that held the lock before may have done our work, or signed out.
        match after_unauthorised(before, &self.memory().snapshot()) {
            AfterUnauthorised::Retry => return RefreshOutcome::Refreshed,
            AfterUnauthorised::GiveUp => return RefreshOutcome::Rejected,
            AfterUnauthorised::Changed => return RefreshOutcome::Changed,
            AfterUnauthorised::Refresh => {}
        }
        let outcome = self.ask_for_tokens(before, notices).await;
        if outcome == RefreshOutcome::Refreshed {
            notices.events.push(SessionEvent::RefreshSession);
        }
        outcome
    }

    async fn ask_for_tokens(&self, before: &Snapshot, notices: &mut Notices) -> RefreshOutcome {
        let tenant = TenantId::public();
        let mut request = self.request(&Target::of::<Refresh>(&tenant), None);
        request.timeout_ms = TIMEOUT_MS;
        self.add_session(&mut request);
        if let Some(token) = self.memory().refresh_token() {
            request.add_header("authorization", format!("Bearer {token}"));
        }
        let reply = match self.exchange(request, before.handle.clone()).await {
            Ok(reply) => reply,
            Err(ApiError::SessionChanged) => return RefreshOutcome::Changed,
            Err(_) => return RefreshOutcome::Transient,
        };
        let mut headers = session_headers(&reply);
        match self.judge(&headers, before) {
            ReplyUse::Absorb => {}
            // Signed out meanwhile, without the lock: these tokens are not wanted any more.
            ReplyUse::SignedOut | ReplyUse::Ignore => return RefreshOutcome::Rejected,
            ReplyUse::Changed | ReplyUse::Doubt => return RefreshOutcome::Changed,
        }
        let expired_status = self.config().session_expired_status_code;
        let outcome = refresh_outcome(reply.status, expired_status, &headers);
        let rejected = outcome == RefreshOutcome::Rejected;
        if rejected {
            // A bare 401 of the refresh route counts as `remove` (wire protocol 10.5).
            headers.front_token = Some(header::REMOVE.to_owned());
        }
        notices.events.extend(self.memory().absorb(&headers, rejected));
        outcome
    }
}

/// `pause`, between half and one and a half times as long, so that the tabs and the visitors whom
/// one fault of the server hit do not all come back at the same moment.
fn jittered(pause: u32, random: f64) -> u32 {
    (f64::from(pause) * (0.5 + random)) as u32
}

#[cfg(test)]
#[path = "refresh_tests.rs"]
mod tests;
