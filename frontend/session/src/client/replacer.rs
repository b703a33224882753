//! Calls that replace the session or its tokens: sign-in, sign-up, sign-out, a changed or confirmed
//! password. They hold the session lock, run to their end even if their caller is dropped, and
//! abort what is on its way: the browser would store the cookies of a late response over the new
//! ones.

use std::rc::Rc;

use futures_util::FutureExt;

use super::connection::{Connection, session_headers};
use super::error::ApiError;
use super::gate::Gate;
use super::observers::Notices;
use super::refresh::Refresher;
use super::timed_lock::TimedLock;
use crate::memory::{LocalState, RefreshOutcome, SessionEvent, Snapshot};
use crate::platform::{HttpRequest, HttpResponse, LocalLock, SessionLock};

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

/// Sends calls that replace the session or its tokens.
pub(super) struct Replacer {
    pub(super) connection: Rc<Connection>,
    pub(super) refresher: Rc<Refresher>,
    pub(super) gate: Rc<Gate>,
    pub(super) lock: Rc<TimedLock>,
    /// One such call after the other.
    pub(super) turns: LocalLock,
}

impl Replacer {
    /// Sends a call of `kind`, and again after a refresh where that is what it takes.
    pub(super) async fn send(
        self: &Rc<Self>,
        mut request: HttpRequest,
        kind: CallKind,
    ) -> Result<HttpResponse, ApiError> {
        // Before the lock is taken: none of the page's code runs while it is held.
        self.connection.observers.interceptors.request(&mut request);
        let call = Rc::clone(self).replace(request, kind).boxed_local().shared();
        self.connection.runtime.spawn(call.clone().map(drop).boxed_local());
        call.await
    }

    async fn replace(
        self: Rc<Self>,
        request: HttpRequest,
        kind: CallKind,
    ) -> Result<HttpResponse, ApiError> {
        let turn = self.turns.acquire().await;
        let guard = self.lock.acquire().await;
        let closed = self.gate.close();
        self.connection.in_flight.abort_all();
        // A refresh that waits for its next try would otherwise learn only then that its session
        // was replaced.
        self.refresher.wake.notify();
        let mut notices = Notices::default();
        let result = match kind {
            CallKind::SignIn => self.sign_in_once(request, &mut notices).await,
            _ => self.call_with_lock(request, kind, &mut notices).await,
        };
        drop((closed, guard, turn));
        self.connection.observers.announce(notices);
        result
    }

    /// The response brings a session of its own, whatever was remembered before.
    async fn sign_in_once(
        &self,
        request: HttpRequest,
        notices: &mut Notices,
    ) -> Result<HttpResponse, ApiError> {
        let connection = &self.connection;
        let before = connection.memory.snapshot();
        let response = connection.attempt(request, &before).await?;
        notices.events.extend(connection.remember(&response, &session_headers(&response)));
        notices.responses.push(response.clone());
        Ok(response)
    }

    /// As a call without the lock, but with at most one refresh of its own, and no waiting.
    async fn call_with_lock(
        &self,
        request: HttpRequest,
        kind: CallKind,
        notices: &mut Notices,
    ) -> Result<HttpResponse, ApiError> {
        let connection = &self.connection;
        let mut before = connection.memory.snapshot();
        let mut refreshed = false;
        if before.state == LocalState::MayExist {
            refreshed = true;
            before = self.refresh_with_lock_held(before, notices).await?;
        }
        if before.state == LocalState::NotExists {
            return Err(ApiError::NotSignedIn);
        }
        loop {
            let response = connection.attempt(request.clone(), &before).await?;
            notices.events.extend(connection.apply_response(&response, &before)?);
            notices.responses.push(response.clone());
            if response.status != connection.config.session_expired_status_code {
                self.forget_if_signed_out(kind, &response, &before, notices);
                return Ok(response);
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
        match self.refresher.refresh_once(&before, notices).await {
            RefreshOutcome::Refreshed => {}
            RefreshOutcome::Rejected => return Err(ApiError::NotSignedIn),
            RefreshOutcome::Transient => return Err(ApiError::Unavailable),
            RefreshOutcome::Changed => return Err(self.connection.session_changed()),
        }
        let now = self.connection.memory.snapshot();
        if now.continues(&before) { Ok(now) } else { Err(self.connection.session_changed()) }
    }

    /// The response to a sign-out should have said `remove`; a proxy may have dropped that header.
    fn forget_if_signed_out(
        &self,
        kind: CallKind,
        response: &HttpResponse,
        before: &Snapshot,
        notices: &mut Notices,
    ) {
        let now = self.connection.memory.snapshot();
        let is_still_there = now.state == LocalState::Exists && now.handle == before.handle;
        if kind == CallKind::SignOut && response.status < 300 && is_still_there {
            self.connection.memory.forget();
            notices.events.push(SessionEvent::SignOut);
        }
    }
}
