//! The client of the API: what it is made of. Calls are made in `call.rs`, sent and repeated in
//! `retry.rs`; `refresh.rs` gets new tokens, and `replace.rs` signs in and out.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use shared::{ClientConfig, SessionHandle};

use super::error::ApiError;
use super::gate::Gate;
use super::http::{HttpReply, HttpRequest, Transport};
use super::in_flight::InFlight;
use super::interceptor::Interceptors;
use super::listeners::Listeners;
use super::lock::{LocalLock, SessionLock};
use super::refresh::Refreshing;
use super::runtime::Runtime;
use super::signal::Signal;
use crate::session::{Clock, SessionEvent, SessionMemory, Store};

/// What the client takes from its surroundings. [`crate::session::SessionClient::browser`] gives
/// the real ones.
pub struct Platform {
    /// The remembered cookies.
    pub store: Rc<dyn Store>,
    /// The time.
    pub clock: Clock,
    /// The network.
    pub transport: Rc<dyn Transport>,
    /// The lock around what replaces tokens.
    pub lock: Rc<dyn SessionLock>,
    /// Tasks, timers and chance.
    pub runtime: Rc<dyn Runtime>,
}

/// A cheap handle; clones share everything.
#[derive(Clone)]
pub struct ApiClient(pub(super) Rc<Inner>, pub(super) Option<SessionHandle>);

pub(super) struct Inner {
    pub(super) config: ClientConfig,
    pub(super) memory: SessionMemory,
    pub(super) transport: Rc<dyn Transport>,
    pub(super) lock: Rc<dyn SessionLock>,
    pub(super) runtime: Rc<dyn Runtime>,
    /// The refresh that is under way.
    pub(super) refreshing: RefCell<Option<Refreshing>>,
    /// How many were started.
    pub(super) refreshes: Cell<u64>,
    /// When the server last told about a session that the cookies did not know, by the clock.
    pub(super) settled_at: Cell<Option<i64>>,
    pub(super) in_flight: InFlight,
    /// Calls that replace the session, one after the other.
    pub(super) turns: LocalLock,
    pub(super) gate: Gate,
    /// It is a good moment to ask again.
    pub(super) wake: Signal,
    /// A refresh came to nothing, and is going to be repeated.
    pub(super) trouble: Signal,
    interceptors: Interceptors,
    pub(super) listeners: Listeners<SessionEvent>,
    /// Who looks at the cookies again when this client finds them changed.
    pub(super) lookers: Listeners<()>,
}

impl PartialEq for ApiClient {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) && self.1 == other.1
    }
}

impl ApiClient {
    /// A client of the API that `config` names.
    #[must_use]
    pub fn new(config: ClientConfig, platform: Platform) -> Self {
        let inner = Inner {
            config,
            memory: SessionMemory::new(platform.store, platform.clock),
            transport: platform.transport,
            lock: platform.lock,
            runtime: platform.runtime,
            refreshing: RefCell::default(),
            refreshes: Cell::default(),
            settled_at: Cell::default(),
            in_flight: InFlight::default(),
            turns: LocalLock::default(),
            gate: Gate::default(),
            wake: Signal::default(),
            trouble: Signal::default(),
            interceptors: Interceptors::default(),
            listeners: Listeners::default(),
            lookers: Listeners::default(),
        };
        Self(Rc::new(inner), None)
    }

    /// The same client for calls of one session only. They end in [`ApiError::SessionChanged`] once
    /// there is another, so that a page which shows one user's data does not act as the next user.
    #[must_use]
    pub fn for_session(&self, handle: SessionHandle) -> Self {
        Self(Rc::clone(&self.0), Some(handle))
    }

    /// Sends a request of one's own making, to this API or elsewhere. It carries the session where
    /// the configuration says so; a reply of any status but the expired one is an answer here.
    ///
    /// # Errors
    /// [`ApiError`] but for `Refused`.
    pub async fn send(&self, request: HttpRequest) -> Result<HttpReply, ApiError> {
        self.send_call(request).await
    }

    /// The list of closures around every call.
    #[must_use]
    pub fn interceptors(&self) -> &Interceptors {
        &self.0.interceptors
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &ClientConfig {
        &self.0.config
    }

    /// Now by the server's clock, as far as it is known; ms since 1970.
    #[must_use]
    pub fn server_now(&self) -> i64 {
        self.0.memory.server_now()
    }

    pub(crate) fn memory(&self) -> &SessionMemory {
        &self.0.memory
    }

    /// A refresh that waits for its next try makes it now: the network is back, or the user is.
    pub(crate) fn wake(&self) {
        self.0.wake.notify();
    }

    /// Happens when a refresh came to nothing and is going to be repeated.
    pub(crate) fn trouble(&self) -> &Signal {
        &self.0.trouble
    }

    /// Is a refresh under way in this tab?
    pub(crate) fn is_refreshing(&self) -> bool {
        self.0.refreshing.borrow().is_some()
    }

    /// Ends what is on its way for a session that is not the remembered one any more: another tab
    /// has replaced it.
    pub(crate) fn abort_calls_of_other_sessions(&self) {
        self.0.in_flight.abort_others(self.memory().snapshot().handle.as_ref());
    }
}
