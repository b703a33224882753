//! Calls that replace the session or its tokens: sign-in, sign-up, sign-out, a changed or confirmed
//! password. They hold the session lock, run to their end even if their caller is dropped, and
//! abort what is on its way: the browser would store the cookies of a late reply over the new ones.

use futures_util::FutureExt;

use super::client::ApiClient;
use super::error::ApiError;
use super::exchange::session_headers;
use super::http::{HttpReply, HttpRequest};
use super::lock::SessionLock;
use super::notices::Notices;
use crate::session::{LocalState, RefreshOutcome, SessionEvent, Snapshot};

/// How a call treats the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallKind {
    /// It carries the session.
    Ordinary,
    /// It makes a session, in the place of one that may be there.
    SignIn,
    /// It ends the session.
    SignOut,
    /// It gives the session new tokens, and the old ones end.
    Rekey,
}

impl ApiClient {
    /// Sends a call of `kind`, and again after a refresh where that is what it takes.
    pub(super) async fn send_of_kind(
        &self,
        mut request: HttpRequest,
        kind: CallKind,
    ) -> Result<HttpReply, ApiError> {
        if kind == CallKind::Ordinary {
            return self.send_call(request).await;
        }
        // Before the lock is taken: nothing of the user's runs while it is held.
        self.interceptors().request(&mut request);
        let call = self.clone().replace(request, kind).boxed_local().shared();
        self.0.runtime.spawn(call.clone().map(drop).boxed_local());
        call.await
    }

    async fn replace(self, request: HttpRequest, kind: CallKind) -> Result<HttpReply, ApiError> {
        let turn = self.0.turns.acquire().await;
        let guard = self.lock_session().await;
        let closed = self.0.gate.close();
        self.0.in_flight.abort_all();
        // A refresh between two tries would otherwise learn only then that its session is replaced.
        self.0.wake.notify();
        let mut notices = Notices::default();
        let result = match kind {
            CallKind::SignIn => self.sign_in_once(request, &mut notices).await,
            _ => self.call_with_lock(request, kind, &mut notices).await,
        };
        drop((closed, guard, turn));
        self.announce(notices);
        result
    }

    /// The reply tells of a session of its own, whatever was remembered before.
    async fn sign_in_once(
        &self,
        request: HttpRequest,
        notices: &mut Notices,
    ) -> Result<HttpReply, ApiError> {
        let before = self.memory().snapshot();
        let reply = self.attempt(request, &before).await?;
        notices.events.extend(self.absorb(&reply, &session_headers(&reply)));
        notices.replies.push(reply.clone());
        Ok(reply)
    }

    /// As a call without the lock, but with at most one refresh of its own, and no waiting.
    async fn call_with_lock(
        &self,
        request: HttpRequest,
        kind: CallKind,
        notices: &mut Notices,
    ) -> Result<HttpReply, ApiError> {
        let mut before = self.memory().snapshot();
        let mut refreshed = false;
        if before.state == LocalState::MayExist {
            refreshed = true;
            before = self.refresh_with_lock_held(before, notices).await?;
        }
        if before.state == LocalState::NotExists {
            return Err(ApiError::NotSignedIn);
        }
        loop {
            let reply = self.attempt(request.clone(), &before).await?;
            notices.events.extend(self.take_over(&reply, &before)?);
            notices.replies.push(reply.clone());
            if reply.status != self.config().session_expired_status_code {
                self.forget_if_signed_out(kind, &reply, &before, notices);
                return Ok(reply);
            }
            if refreshed {
                return Err(ApiError::NotAccepted);
            }
            refreshed = true;
            before = self.refresh_with_lock_held(before, notices).await?;
        }
    }

    /// One refresh; the snapshot after it.
    async fn refresh_with_lock_held(
        &self,
        before: Snapshot,
        notices: &mut Notices,
    ) -> Result<Snapshot, ApiError> {
        match self.refresh_once(&before, notices).await {
            RefreshOutcome::Refreshed => {}
            RefreshOutcome::Rejected => return Err(ApiError::NotSignedIn),
            RefreshOutcome::Transient => return Err(ApiError::Unavailable),
            RefreshOutcome::Changed => return Err(self.session_changed()),
        }
        let now = self.memory().snapshot();
        if now.continues(&before) { Ok(now) } else { Err(self.session_changed()) }
    }

    /// The reply to a sign-out should have said `remove`; a proxy may have dropped it.
    fn forget_if_signed_out(
        &self,
        kind: CallKind,
        reply: &HttpReply,
        before: &Snapshot,
        notices: &mut Notices,
    ) {
        let now = self.memory().snapshot();
        let is_still_there = now.state == LocalState::Exists && now.handle == before.handle;
        if kind == CallKind::SignOut && reply.status < 300 && is_still_there {
            self.memory().forget();
            notices.events.push(SessionEvent::SignOut);
        }
    }
}
