//! One refresh at a time, for all callers of this tab and, with a Web Lock, for all tabs (wire
//! protocol 10.5).

use futures_util::FutureExt;
use shared::names::header;
use shared::{Refresh, TenantId};

use super::call::Target;
use super::client::{ApiClient, Locking};
use super::error::ApiError;
use super::lock::LockGuard;
use crate::session::{
    AfterUnauthorised, LocalState, RefreshOutcome, SessionEvent, SessionHeaders, Snapshot,
    after_unauthorised, refresh_outcome,
};

impl ApiClient {
    /// Takes the lock around everything that replaces tokens.
    pub(crate) async fn lock_session(&self) -> Result<LockGuard, ApiError> {
        self.0.lock.acquire().await.ok_or(ApiError::Unavailable)
    }

    /// Gets new tokens, unless somebody got some since `before` was taken.
    pub(crate) async fn refresh(&self, before: Snapshot, locking: Locking) -> RefreshOutcome {
        match locking {
            Locking::Held => self.refresh_holding_lock(&before).await,
            Locking::Free => self.refresh_shared(before).await,
        }
    }

    /// Joins the refresh that is under way in this tab, or starts it.
    async fn refresh_shared(&self, before: Snapshot) -> RefreshOutcome {
        let refresh = self
            .0
            .refreshing
            .borrow_mut()
            .get_or_insert_with(|| self.clone().refresh_with_lock(before).boxed_local().shared())
            .clone();
        refresh.await
    }

    async fn refresh_with_lock(self, before: Snapshot) -> RefreshOutcome {
        let outcome = match self.0.lock.acquire().await {
            Some(_guard) => self.refresh_holding_lock(&before).await,
            None => RefreshOutcome::Transient,
        };
        self.0.refreshing.replace(None);
        outcome
    }

    async fn refresh_holding_lock(&self, before: &Snapshot) -> RefreshOutcome {
        // Whoever held the lock before us may have done our work, or signed out.
        match after_unauthorised(before, &self.0.memory.snapshot()) {
            AfterUnauthorised::Retry => return RefreshOutcome::Refreshed,
            AfterUnauthorised::GiveUp => return RefreshOutcome::Rejected,
            AfterUnauthorised::Refresh => {}
        }
        let outcome = self.ask_for_tokens(before).await;
        if outcome == RefreshOutcome::Refreshed {
            self.tell([SessionEvent::RefreshSession]);
        }
        outcome
    }

    async fn ask_for_tokens(&self, before: &Snapshot) -> RefreshOutcome {
        let memory = &self.0.memory;
        let tenant = TenantId::public();
        let mut request = self.request(&Target::of::<Refresh>(&tenant), None);
        self.add_session(&mut request);
        if let Some(token) = memory.refresh_token() {
            request.add_header("authorization", format!("Bearer {token}"));
        }
        let Ok(reply) = self.0.transport.send(request).await else {
            return RefreshOutcome::Transient;
        };
        // Another tab signed out meanwhile, without the lock: these tokens are not wanted any more.
        if before.state == LocalState::Exists && memory.local_state() == LocalState::NotExists {
            return RefreshOutcome::Rejected;
        }
        let expired_status = self.0.config.session_expired_status_code;
        let mut headers = SessionHeaders::read(|name| reply.header(name).map(str::to_owned));
        let outcome = refresh_outcome(reply.status, expired_status, &headers);
        if outcome == RefreshOutcome::Rejected {
            // A bare 401 of the refresh route counts as `remove` (wire protocol 10.5).
            headers.front_token = Some(header::REMOVE.to_owned());
        }
        let rejected = outcome == RefreshOutcome::Rejected;
        self.tell(memory.absorb(&headers, rejected));
        outcome
    }
}

#[cfg(test)]
#[path = "refresh_tests.rs"]
mod tests;
