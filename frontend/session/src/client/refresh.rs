//! One refresh at a time, for all callers of this tab and, with a Web Lock, for all tabs (wire
//! protocol 10.5). It runs by itself: a caller that is dropped or stops waiting does not end it.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, Shared, select};
use shared::names::header;
use shared::{Refresh, TenantId};

use super::connection::{Connection, session_headers};
use super::error::ApiError;
use super::gate::Gate;
use super::observers::Notices;
use super::target::Target;
use super::timed_lock::TimedLock;
use crate::memory::{
    AfterUnauthorised, RefreshOutcome, ResponseUse, SessionEvent, Snapshot, after_unauthorised,
    refresh_outcome,
};
use crate::platform::{HttpRequest, LockGuard};
use crate::signal::Signal;

/// The pauses after which a refresh without an outcome is repeated, in milliseconds. A server
/// forgives a lost response for a short time only (`REFRESH_GRACE`), so the first ones are short.
const RETRY_DELAYS_MS: [u32; 5] = [500, 1_000, 2_000, 4_000, 8_000];
/// How long one refresh may take, in milliseconds. Not long, so that a lost response is noticed
/// while the server still forgives it.
const TIMEOUT_MS: u32 = 6_000;
/// How long a caller waits for a refresh and its repetitions, in milliseconds. They go on without
/// the caller.
const CALLER_TIMEOUT_MS: u32 = 10_000;

type Outcome = Shared<LocalBoxFuture<'static, RefreshOutcome>>;

/// The refresh that is running in this tab.
struct Running {
    id: u64,
    before: Snapshot,
    outcome: Outcome,
}

/// Gets new tokens.
pub(crate) struct Refresher {
    pub(super) connection: Rc<Connection>,
    gate: Rc<Gate>,
    lock: Rc<TimedLock>,
    running: RefCell<Option<Running>>,
    /// How many refreshes were started.
    started: Cell<u64>,
    /// When the tokens came that were renewed before they expired, or were to be.
    pub(super) renewed: RefCell<Option<String>>,
    /// How early this page renews them, compared with others.
    pub(super) jitter: OnceCell<f64>,
    /// A good moment to try again: the network is back, or the user is.
    pub(crate) wake: Signal,
    /// A refresh had no outcome, and is going to be repeated.
    pub(crate) trouble: Signal,
}

impl Refresher {
    pub(super) fn new(connection: Rc<Connection>, gate: Rc<Gate>, lock: Rc<TimedLock>) -> Self {
        Self {
            connection,
            gate,
            lock,
            running: RefCell::default(),
            started: Cell::default(),
            renewed: RefCell::default(),
            jitter: OnceCell::new(),
            wake: Signal::default(),
            trouble: Signal::default(),
        }
    }

    /// Is a refresh running in this tab?
    pub(crate) fn is_running(&self) -> bool {
        self.running.borrow().is_some()
    }

    /// Gets new tokens, unless another tab got some since `before` was taken. Waits for a bounded
    /// time; the refresh itself goes on.
    pub(crate) async fn refresh(self: &Rc<Self>, before: Snapshot) -> RefreshOutcome {
        let refresh = self.join_or_start(before);
        match select(refresh, self.connection.runtime.sleep(CALLER_TIMEOUT_MS)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(_) => RefreshOutcome::Transient,
        }
    }

    /// Joins the refresh of this session that is running in this tab, or starts it.
    pub(super) fn join_or_start(self: &Rc<Self>, before: Snapshot) -> Outcome {
        if let Some(running) = self.running.borrow().as_ref()
            && running.before.handle == before.handle
        {
            return running.outcome.clone();
        }
        let id = self.started.replace(self.started.get() + 1);
        let run = Rc::clone(self).run(before.clone(), id);
        let outcome = run.boxed_local().shared();
        self.running.replace(Some(Running { id, before, outcome: outcome.clone() }));
        self.connection.runtime.spawn(outcome.clone().map(drop).boxed_local());
        outcome
    }

    /// Repeats the refresh until the server has decided, with pauses that end early at a wake-up.
    async fn run(self: Rc<Self>, before: Snapshot, id: u64) -> RefreshOutcome {
        let runtime = &self.connection.runtime;
        let mut delays = RETRY_DELAYS_MS.into_iter();
        let outcome = loop {
            let woken = self.wake.notified();
            let outcome = self.refresh_with_lock(&before).await;
            let (RefreshOutcome::Transient, Some(delay)) = (outcome, delays.next()) else {
                break outcome;
            };
            self.trouble.notify();
            let delay = jittered(delay, runtime.random());
            select(runtime.sleep(delay), woken.boxed_local()).await;
        };
        self.running.borrow_mut().take_if(|running| running.id == id);
        outcome
    }

    async fn refresh_with_lock(&self, before: &Snapshot) -> RefreshOutcome {
        let Ok(request) = self.prepare().await else {
            return RefreshOutcome::Transient;
        };
        let mut notices = Notices::default();
        let guard = self.acquire_lock().await;
        let outcome = self.refresh_once(before, request, &mut notices).await;
        drop(guard);
        self.connection.announce(notices);
        outcome
    }

    /// The request, without what the session adds. Before the lock is taken, because the page's code
    /// may change it.
    pub(super) async fn prepare(&self) -> Result<HttpRequest, ApiError> {
        let connection = &self.connection;
        connection.config.loaded().await;
        let target = Target::new::<Refresh>(TenantId::public(), Vec::new(), String::new());
        let mut request = target.request(connection.config(), None)?;
        request.timeout_ms = TIMEOUT_MS;
        connection.intercept(&mut request).await?;
        Ok(request)
    }

    /// The lock, at a moment when this tab is not about to replace the session.
    async fn acquire_lock(&self) -> Option<LockGuard> {
        loop {
            self.gate.opened().await;
            let guard = self.lock.acquire().await;
            if self.gate.is_open() {
                return guard;
            }
        }
    }

    /// One refresh, for a caller that holds the lock.
    pub(super) async fn refresh_once(
        &self,
        before: &Snapshot,
        request: HttpRequest,
        notices: &mut Notices,
    ) -> RefreshOutcome {
        // The tab that held the lock before may have refreshed already, or signed out.
        match after_unauthorised(before, &self.connection.memory.snapshot()) {
            AfterUnauthorised::Retry => return RefreshOutcome::Refreshed,
            AfterUnauthorised::GiveUp => return RefreshOutcome::Rejected,
            AfterUnauthorised::Changed => return RefreshOutcome::Changed,
            AfterUnauthorised::Refresh => {}
        }
        let outcome = self.request_tokens(before, request, notices).await;
        let session = self.connection.memory.session().map(Rc::new);
        if let (RefreshOutcome::Refreshed, Some(session)) = (outcome, session) {
            notices.events.push(SessionEvent::RefreshSession { session });
        }
        outcome
    }

    async fn request_tokens(
        &self,
        before: &Snapshot,
        mut request: HttpRequest,
        notices: &mut Notices,
    ) -> RefreshOutcome {
        let connection = &self.connection;
        connection.add_session_headers(&mut request);
        if let Some(token) = connection.memory.refresh_token() {
            request.add_header("authorization", format!("Bearer {token}"));
        }
        let response = match connection.send(request, before.handle.clone()).await {
            Ok(response) => response,
            Err(ApiError::SessionChanged) => return RefreshOutcome::Changed,
            Err(_) => return RefreshOutcome::Transient,
        };
        notices.responses.push(response.clone());
        let mut headers = session_headers(&response);
        match connection.decide(&headers, before) {
            ResponseUse::Apply => {}
            // Signed out meanwhile, without the lock: these tokens are not wanted any more.
            ResponseUse::SignedOut | ResponseUse::Ignore => return RefreshOutcome::Rejected,
            ResponseUse::Changed | ResponseUse::Doubt => return RefreshOutcome::Changed,
        }
        let expired_status = connection.config().session_expired_status_code;
        let outcome = refresh_outcome(response.status, expired_status, &headers);
        let mut facts = connection.facts(&response, notices.signing_out);
        facts.unauthorised = outcome == RefreshOutcome::Rejected;
        if facts.unauthorised {
            // A bare 401 of the refresh route counts as `remove` (wire protocol 10.5).
            headers.front_token = Some(header::REMOVE.to_owned());
        }
        notices.events.extend(connection.memory.apply_headers(&headers, facts));
        outcome
    }
}

/// `delay`, between half and one and a half times as long, so that the tabs and the visitors that
/// one fault of the server hit do not all come back at the same moment.
fn jittered(delay: u32, random: f64) -> u32 {
    (f64::from(delay) * (0.5 + random)) as u32
}
