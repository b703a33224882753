//! A call from its beginning to its response: it belongs to the session it began with, and is sent
//! again after a 401 only as long as that session is the one in the browser.

use std::rc::Rc;
use std::time::Duration;

use shared::SessionHandle;

use super::audience::carries_session;
use super::connection::Connection;
use super::error::ApiError;
use super::gate::Gate;
use super::refresh::Refresher;
use crate::memory::{
    AfterUnauthorised, LocalState, RefreshOutcome, SessionEvent, Snapshot, after_unauthorised,
};
use crate::platform::{HttpRequest, HttpResponse};

/// A call is sent at most this often: once, once more because another tab has refreshed, and once
/// more after a refresh of its own.
const MAX_ATTEMPTS: u32 = 3;

/// After the server has said whether there is a session that no cookie of the script remembers, it
/// is asked again after this time at the earliest.
const RECHECK_INTERVAL: Duration = Duration::from_secs(5);

/// How far a call is.
#[derive(Default)]
struct Attempts {
    made: u32,
    refreshed: bool,
}

/// Sends calls that leave the session as it is.
pub(crate) struct Caller {
    pub(super) connection: Rc<Connection>,
    pub(super) refresher: Rc<Refresher>,
    pub(super) gate: Rc<Gate>,
}

impl Caller {
    /// Sends a call, and repeats it after a refresh where that is what it takes. With `session` the
    /// call is for that session only.
    pub(super) async fn send(
        &self,
        request: HttpRequest,
        session: Option<&SessionHandle>,
    ) -> Result<HttpResponse, ApiError> {
        let connection = &self.connection;
        connection.config.loaded().await;
        let origin = || connection.runtime.page_origin();
        if !carries_session(&request.url, connection.config(), origin) {
            return connection.send_in_time(request).await;
        }
        let mut before = self.begin(session).await?;
        self.refresher.renew_before_call();
        let mut attempts = Attempts::default();
        loop {
            let mut attempt = request.clone();
            connection.intercept(&mut attempt).await?;
            before = self.still(&before).await?;
            connection.add_call_headers(&mut attempt);
            let response = connection.send(attempt, before.handle.clone()).await?;
            connection.observers.notify(connection.apply_response(&response, &before, false)?);
            connection.observe(&response).await;
            if response.status != connection.config().session_expired_status_code {
                return Ok(response);
            }
            attempts.made += 1;
            self.after_401(&before, &mut attempts).await?;
        }
    }

    /// The session that the call began with, at the moment when an attempt leaves.
    async fn still(&self, before: &Snapshot) -> Result<Snapshot, ApiError> {
        self.gate.opened().await;
        let now = self.connection.memory.snapshot();
        if now.continues(before) { Ok(now) } else { Err(self.connection.session_changed()) }
    }

    /// Waits until the session is not being replaced, and resolves whether there is one. Returns the
    /// session that the call belongs to.
    async fn begin(&self, session: Option<&SessionHandle>) -> Result<Snapshot, ApiError> {
        loop {
            self.gate.opened().await;
            self.resolve().await;
            if self.gate.is_open() {
                break;
            }
        }
        let now = self.connection.memory.snapshot();
        match session {
            Some(_) if now.state == LocalState::NotExists => Err(ApiError::NotSignedIn),
            Some(own) if now.handle.as_ref() != Some(own) => Err(self.connection.session_changed()),
            _ => Ok(now),
        }
    }

    /// Where the cookies do not say whether there is a session, one refresh tells (wire protocol
    /// 10.3). False when even that remains open; a call then goes out and gets its own response.
    pub(crate) async fn resolve(&self) -> bool {
        let memory = &self.connection.memory;
        let now = memory.snapshot();
        // In a browser that keeps no cookie of the script's, each check would ask the server.
        let asked_recently = self.connection.resolved.is_within(RECHECK_INTERVAL, memory.now());
        if now.state != LocalState::MayExist || asked_recently {
            return true;
        }
        let resolved = self.refresher.refresh(now).await != RefreshOutcome::Transient;
        if resolved {
            self.connection.resolved.mark(memory.now());
        }
        resolved
    }

    /// What to do after a 401: another attempt, or why the call ends here. Whatever the type in its
    /// body, the session decides: a 401 that ends it has said `remove`, and every other one is
    /// followed by a refresh (wire protocol 10.4).
    async fn after_401(&self, before: &Snapshot, attempts: &mut Attempts) -> Result<(), ApiError> {
        let connection = &self.connection;
        if before.state == LocalState::NotExists {
            connection.observers.notify([SessionEvent::Unauthorised {
                session_expired_or_revoked: false,
                session: None,
                reason: connection.memory.sign_out_reason(),
            }]);
        }
        match after_unauthorised(before, &connection.memory.snapshot()) {
            AfterUnauthorised::GiveUp => return Err(ApiError::NotSignedIn),
            AfterUnauthorised::Changed => return Err(connection.session_changed()),
            _ if attempts.refreshed || attempts.made == MAX_ATTEMPTS => {
                return Err(ApiError::NotAccepted);
            }
            AfterUnauthorised::Retry => return Ok(()),
            AfterUnauthorised::Refresh => attempts.refreshed = true,
        }
        match self.refresher.refresh(before.clone()).await {
            RefreshOutcome::Refreshed => Ok(()),
            RefreshOutcome::Rejected => Err(ApiError::NotSignedIn),
            RefreshOutcome::Transient => Err(connection.no_outcome()),
            RefreshOutcome::Changed => Err(connection.session_changed()),
        }
    }
}
