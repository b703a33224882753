//! A call from its beginning to its answer: it belongs to the session it began with, and is sent
//! again after a 401 only as long as that session is the one in the browser.

use super::audience::carries_session;
use super::client::ApiClient;
use super::error::ApiError;
use super::http::{HttpReply, HttpRequest};
use crate::session::{
    AfterUnauthorised, LocalState, RefreshOutcome, SessionEvent, Snapshot, after_unauthorised,
};

/// A call is sent at most this often: once, once more because another tab has refreshed, and once
/// more after a refresh of its own.
const MAX_ATTEMPTS: u32 = 3;

/// After the server has told about a session that no cookie of the script remembers, it is asked
/// again after this time at the earliest, ms.
const ASK_AGAIN_MS: i64 = 5_000;

/// How far a call is.
#[derive(Default)]
struct Attempts {
    made: u32,
    refreshed: bool,
}

impl ApiClient {
    pub(super) async fn send_call(&self, request: HttpRequest) -> Result<HttpReply, ApiError> {
        let origin = || self.0.runtime.page_origin();
        if !carries_session(&request.url, self.config(), origin) {
            return self.send_in_time(request).await.map_err(|_| ApiError::Offline);
        }
        let mut before = self.begin().await?;
        let mut attempts = Attempts::default();
        loop {
            let mut attempt = request.clone();
            self.add_call_headers(&mut attempt);
            self.interceptors().request(&mut attempt);
            let reply = self.exchange(attempt, before.handle.clone()).await?;
            self.tell(self.take_over(&reply, &before)?);
            self.interceptors().reply(&reply);
            if reply.status != self.config().session_expired_status_code {
                return Ok(reply);
            }
            attempts.made += 1;
            before = self.after_401(before, &mut attempts).await?;
        }
    }

    /// Waits until the session is not being replaced, and finds out whether there is one. Returns
    /// the session that the call belongs to.
    async fn begin(&self) -> Result<Snapshot, ApiError> {
        loop {
            self.0.gate.opened().await;
            self.settle().await;
            if self.0.gate.is_open() {
                break;
            }
        }
        let now = self.memory().snapshot();
        match &self.1 {
            Some(_) if now.state == LocalState::NotExists => Err(ApiError::NotSignedIn),
            Some(own) if now.handle.as_ref() != Some(own) => Err(self.session_changed()),
            _ => Ok(now),
        }
    }

    /// Where we do not know whether there is a session, one refresh tells (wire protocol 10.3).
    /// False when even that remains open; a call then goes out and gets its own answer.
    pub(crate) async fn settle(&self) -> bool {
        let now = self.memory().snapshot();
        if now.state != LocalState::MayExist || self.has_asked_lately() {
            return true;
        }
        let settled = self.refresh(now).await != RefreshOutcome::Transient;
        if settled {
            self.0.settled_at.set(Some(self.memory().now()));
        }
        settled
    }

    /// In a browser that keeps no cookie of the script's, each look would ask the server.
    fn has_asked_lately(&self) -> bool {
        let since = |at: i64| self.memory().now() - at;
        self.0.settled_at.get().map(since).is_some_and(|ms| (0..ASK_AGAIN_MS).contains(&ms))
    }

    /// What to do after a 401: the snapshot to try again with, or why the call ends here.
    async fn after_401(
        &self,
        before: Snapshot,
        attempts: &mut Attempts,
    ) -> Result<Snapshot, ApiError> {
        if before.state == LocalState::NotExists {
            self.tell([SessionEvent::Unauthorised { session_expired_or_revoked: false }]);
        }
        match after_unauthorised(&before, &self.memory().snapshot()) {
            AfterUnauthorised::GiveUp => return Err(ApiError::NotSignedIn),
            AfterUnauthorised::Changed => return Err(self.session_changed()),
            _ if attempts.refreshed || attempts.made == MAX_ATTEMPTS => {
                return Err(ApiError::NotAccepted);
            }
            AfterUnauthorised::Retry => {}
            AfterUnauthorised::Refresh => {
                attempts.refreshed = true;
                match self.refresh(before.clone()).await {
                    RefreshOutcome::Refreshed => {}
                    RefreshOutcome::Rejected => return Err(ApiError::NotSignedIn),
                    RefreshOutcome::Transient => return Err(ApiError::Unavailable),
                    RefreshOutcome::Changed => return Err(self.session_changed()),
                }
            }
        }
        self.0.gate.opened().await;
        let now = self.memory().snapshot();
        if now.continues(&before) { Ok(now) } else { Err(self.session_changed()) }
    }
}
