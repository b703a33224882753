//! The client of the API: what it is made of, and its functions for callers.

use std::rc::Rc;

use shared::{ClientConfig, SessionHandle, Timestamp};

use super::caller::Caller;
use super::config_slot::ConfigSlot;
use super::connection::Connection;
use super::error::ApiError;
use super::gate::Gate;
use super::in_flight::InFlight;
use super::interceptors::Interceptors;
use super::observers::Observers;
use super::recently::Recently;
use super::refresh::Refresher;
use super::replacer::{CallKind, Replacer};
use super::timed_lock::TimedLock;
use crate::memory::SessionMemory;
use crate::platform::{HttpRequest, HttpResponse, LocalLock, Platform};

/// Calls the API for the signed-in user. A cheap handle; clones share everything.
#[derive(Clone)]
pub struct ApiClient {
    parts: Rc<Parts>,
    /// Calls are for this session only.
    session: Option<SessionHandle>,
}

struct Parts {
    connection: Rc<Connection>,
    refresher: Rc<Refresher>,
    caller: Caller,
    replacer: Rc<Replacer>,
}

impl PartialEq for ApiClient {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.parts, &other.parts) && self.session == other.session
    }
}

impl ApiClient {
    /// A client of the API that `config` names.
    #[must_use]
    pub fn new(config: ClientConfig, platform: Platform) -> Self {
        let api = Self::configured_by_server(&config.api_domain, platform);
        api.connection().config.set(config);
        api
    }

    /// A client of the API at `api_domain`, which is empty for the page's own origin. The first call
    /// asks the server for its settings, and calls wait for them; nothing else does.
    #[must_use]
    pub fn configured_by_server(api_domain: &str, platform: Platform) -> Self {
        let memory = SessionMemory::new(Rc::clone(&platform.cookies), Rc::clone(&platform.clock));
        let config = Rc::new(ConfigSlot::new(api_domain, memory.clone(), &platform));
        let Platform { http, lock, runtime, .. } = platform;
        let lock = Rc::new(TimedLock { lock, runtime: Rc::clone(&runtime) });
        let connection = Rc::new(Connection {
            config,
            memory,
            observers: Rc::new(Observers::default()),
            in_flight: InFlight::default(),
            runtime,
            http,
            resolved: Recently::default(),
        });
        let gate = Rc::new(Gate::default());
        let refresher =
            Rc::new(Refresher::new(Rc::clone(&connection), Rc::clone(&gate), Rc::clone(&lock)));
        let caller = Caller {
            connection: Rc::clone(&connection),
            refresher: Rc::clone(&refresher),
            gate: Rc::clone(&gate),
        };
        let replacer = Rc::new(Replacer {
            connection: Rc::clone(&connection),
            refresher: Rc::clone(&refresher),
            gate,
            lock,
            turns: LocalLock::default(),
        });
        let parts = Rc::new(Parts { connection, refresher, caller, replacer });
        Self { parts, session: None }
    }

    /// The same client for calls of one session only. They end in [`ApiError::SessionChanged`] once
    /// there is another, so that a page which shows one user's data does not act as the next user.
    #[must_use]
    pub fn for_session(&self, handle: SessionHandle) -> Self {
        Self { parts: Rc::clone(&self.parts), session: Some(handle) }
    }

    /// Sends a request of the caller's own making, to this API or elsewhere. It carries the session
    /// where the configuration says so; a response of any status but the expired one is `Ok` here.
    ///
    /// # Errors
    /// [`ApiError`] but for `Refused`.
    pub async fn send(&self, request: HttpRequest) -> Result<HttpResponse, ApiError> {
        self.parts.caller.send(request, self.session.as_ref()).await
    }

    pub(crate) async fn send_of_kind(
        &self,
        request: HttpRequest,
        kind: CallKind,
    ) -> Result<HttpResponse, ApiError> {
        match kind {
            CallKind::Ordinary => self.send(request).await,
            _ => self.parts.replacer.send(request, kind).await,
        }
    }

    /// The list of closures around every call.
    #[doc(alias = "addAxiosInterceptors")]
    #[must_use]
    pub fn interceptors(&self) -> &Interceptors {
        &self.parts.connection.observers.interceptors
    }

    /// The settings; the defaults as long as the server has not given them.
    #[must_use]
    pub fn config(&self) -> &ClientConfig {
        self.parts.connection.config()
    }

    /// The settings, after the server was asked for them if need be. The defaults if it cannot be
    /// reached; a later call asks again.
    pub async fn load_config(&self) -> &ClientConfig {
        self.parts.connection.config.loaded().await;
        self.config()
    }

    /// Now by the server's clock, as far as it is known.
    #[must_use]
    pub fn server_now(&self) -> Timestamp {
        self.memory().server_now()
    }

    pub(crate) fn memory(&self) -> &SessionMemory {
        &self.parts.connection.memory
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.parts.connection
    }

    pub(crate) fn refresher(&self) -> &Rc<Refresher> {
        &self.parts.refresher
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.parts.caller
    }

    /// Makes a refresh that waits for its next try do it now: the network is back, or the user is.
    pub(crate) fn wake(&self) {
        self.connection().config.wake();
        self.refresher().wake.notify();
    }

    /// Aborts the calls of sessions that are not the remembered one any more: another tab has
    /// replaced it.
    pub(crate) fn abort_calls_of_other_sessions(&self) {
        let current = self.memory().snapshot().handle;
        self.connection().in_flight.abort_others(current.as_ref());
    }
}
