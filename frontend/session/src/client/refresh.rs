//! One refresh at a time, for all callers of this tab and, with a Web Lock, for all tabs (wire
//! protocol 10.5). It runs by itself: a caller that is dropped or stops waiting does not end it.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, Shared, select};

use super::connection::Connection;
use super::gate::Gate;
use super::observers::Notices;
use super::timed_lock::TimedLock;
use crate::memory::{RefreshOutcome, Snapshot};
use crate::platform::LockGuard;
use crate::signal::Signal;

/// The pauses after which a refresh without an outcome is repeated, in milliseconds. A server
/// forgives a lost response for a short time only (`REFRESH_GRACE`), so the first ones are short.
const RETRY_DELAYS_MS: [u32; 5] = [500, 1_000, 2_000, 4_000, 8_000];
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
}

/// `delay`, between half and one and a half times as long, so that the tabs and the visitors that
/// one fault of the server hit do not all come back at the same moment.
fn jittered(delay: u32, random: f64) -> u32 {
    (f64::from(delay) * (0.5 + random)) as u32
}
