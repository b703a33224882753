//! Calls that replace the session or its tokens: sign-in, sign-up, sign-out, a changed or confirmed
//! password. They hold the session lock, run to their end even if their caller is dropped, and
//! abort what is on its way: the browser would store the cookies of a late response over the new
//! ones.

use std::rc::Rc;

use futures_util::FutureExt;

use shared::names::header;

use super::connection::{Connection, session_headers};
use super::error::ApiError;
use super::gate::Gate;
use super::observers::Notices;
use super::refresh::Refresher;
use super::timed_lock::TimedLock;
use crate::memory::{LocalState, RefreshOutcome, SessionHeaders, Snapshot};
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
        self.connection.intercept(&mut request).await?;
        let refresh = match kind {
            CallKind::SignIn => None,
            _ => Some(self.refresher.prepare().await?),
        };
        let call = Rc::clone(self).replace(request, refresh, kind).boxed_local().shared();
        self.connection.runtime.spawn(call.clone().map(drop).boxed_local());
        call.await
    }

    async fn replace(
        self: Rc<Self>,
        request: HttpRequest,
        refresh: Option<HttpRequest>,
        kind: CallKind,
    ) -> Result<HttpResponse, ApiError> {
        let turn = self.turns.acquire().await;
        let guard = self.lock.acquire().await;
        let closed = self.gate.close();
        self.connection.in_flight.abort_all();
        // A refresh that waits for its next try would otherwise learn only then that its session
        // was replaced.
        self.refresher.wake.notify();
        let signing_out = kind == CallKind::SignOut;
        let mut notices = Notices { signing_out, ..Notices::default() };
        let result = match refresh {
            None => self.sign_in_once(request, &mut notices).await,
            refresh => self.call_with_lock(request, refresh, &mut notices).await,
        };
        drop((closed, guard, turn));
        self.connection.announce(notices);
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
        notices.events.extend(connection.remember(&response, &session_headers(&response), false));
        notices.responses.push(response.clone());
        Ok(response)
    }

    /// As a call without the lock, but with at most one refresh of its own, and no waiting.
    async fn call_with_lock(
        &self,
        request: HttpRequest,
        mut refresh: Option<HttpRequest>,
        notices: &mut Notices,
    ) -> Result<HttpResponse, ApiError> {
        let connection = &self.connection;
        let mut before = connection.memory.snapshot();
        if before.state == LocalState::MayExist {
            before = self.refresh_with_lock_held(before, refresh.take(), notices).await?;
        }
        if before.state == LocalState::NotExists {
            return Err(ApiError::NotSignedIn);
        }
        loop {
            let response = connection.attempt(request.clone(), &before).await?;
            let signing_out = notices.signing_out;
            notices.events.extend(connection.apply_response(&response, &before, signing_out)?);
            notices.responses.push(response.clone());
            if response.status != connection.config().session_expired_status_code {
                self.forget_if_signed_out(&response, &before, notices);
                return Ok(response);
            }
            before = self.refresh_with_lock_held(before, refresh.take(), notices).await?;
        }
    }

    /// One refresh; the snapshot after it. Without a request there was one already.
    async fn refresh_with_lock_held(
        &self,
        before: Snapshot,
        request: Option<HttpRequest>,
        notices: &mut Notices,
    ) -> Result<Snapshot, ApiError> {
        let request = request.ok_or(ApiError::NotAccepted)?;
        match self.refresher.refresh_once(&before, request, notices).await {
            RefreshOutcome::Refreshed => {}
            RefreshOutcome::Rejected => return Err(ApiError::NotSignedIn),
            RefreshOutcome::Transient => return Err(self.connection.no_outcome()),
            RefreshOutcome::Changed => return Err(self.connection.session_changed()),
        }
        let now = self.connection.memory.snapshot();
        if now.continues(&before) { Ok(now) } else { Err(self.connection.session_changed()) }
    }

    /// The response to a sign-out should have said `remove`; a proxy may have dropped that header.
    fn forget_if_signed_out(
        &self,
        response: &HttpResponse,
        before: &Snapshot,
        notices: &mut Notices,
    ) {
        let now = self.connection.memory.snapshot();
        let is_still_there = now.state == LocalState::Exists && now.handle == before.handle;
        if notices.signing_out && response.status < 300 && is_still_there {
            let facts = self.connection.facts(response, true);
            notices.events.extend(self.connection.memory.apply_headers(&removed(), facts));
        }
    }
}

/// What the headers should have said.
fn removed() -> SessionHeaders {
    SessionHeaders { front_token: Some(header::REMOVE.to_owned()), ..SessionHeaders::default() }
}
