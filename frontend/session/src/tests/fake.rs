//! A client with a fake server, a clock and cookies, for native tests.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use shared::names::{client_cookie as cookie, header};
use shared::{ClientConfig, ErrorBody, ErrorType, Timestamp};

use super::fake_server::{FakeHttp, FakeServer, front_token, response};
use super::test_runtime::TestRuntime;
use crate::client::ApiClient;
use crate::memory::SessionEvent;
use crate::platform::{
    CookieStorage, HttpResponse, Lifetime, LocalLock, MemoryStorage, Platform, Runtime, SessionLock,
};
use crate::session::SessionClient;

/// A client and what is around it.
pub(crate) struct Fake {
    pub(crate) server: Rc<FakeServer>,
    pub(crate) store: Rc<MemoryStorage>,
    pub(crate) now: Rc<Cell<Timestamp>>,
    pub(crate) lock: Rc<LocalLock>,
    pub(crate) runtime: TestRuntime,
    pub(crate) platform: Platform,
    pub(crate) api: ApiClient,
    pub(crate) session: SessionClient,
}

impl Fake {
    /// A first visit.
    pub(crate) fn first_visit() -> Self {
        Self::with_config(ClientConfig::default())
    }

    /// A first visit with these settings, which the server shares.
    pub(crate) fn with_config(config: ClientConfig) -> Self {
        let status = config.session_expired_status_code;
        Self::with_api(status, |platform| ApiClient::new(config, platform))
    }

    /// A first visit to a server that hands out `config`, or is away, with a client that knows
    /// nothing yet.
    pub(crate) fn configured_by_server(config: Option<ClientConfig>) -> Self {
        let status = config.as_ref().map_or(401, |config| config.session_expired_status_code);
        let fake = Self::with_api(status, |platform| ApiClient::configured_by_server("", platform));
        fake.server.config.replace(config);
        fake
    }

    fn with_api(expired_status: u16, api: impl FnOnce(Platform) -> ApiClient) -> Self {
        let server = Rc::new(FakeServer::new(expired_status));
        let store = Rc::new(MemoryStorage::default());
        let now = Rc::new(Cell::new(Timestamp::from_millis(1)));
        let clock = Rc::clone(&now);
        let lock = Rc::new(LocalLock::default());
        let runtime = TestRuntime::default();
        let platform = Platform {
            cookies: Rc::clone(&store) as Rc<dyn CookieStorage>,
            // Each reading takes a moment, so that no two dates are the same.
            clock: Rc::new(move || clock.replace(clock.get() + Duration::from_millis(1))),
            http: Rc::new(FakeHttp(Rc::clone(&server), runtime.clone())),
            lock: Rc::clone(&lock) as Rc<dyn SessionLock>,
            runtime: Rc::new(runtime.clone()),
        };
        let api = api(platform.clone());
        let session = SessionClient::new(api.clone());
        Self { server, store, now, lock, runtime, platform, api, session }
    }

    /// A user who is signed in.
    pub(crate) fn signed_in() -> Self {
        let fake = Self::first_visit();
        fake.remember(&[
            (cookie::LAST_ACCESS_TOKEN_UPDATE, "0"),
            (cookie::FRONT_TOKEN, &front_token(0)),
        ]);
        fake
    }

    /// A user who is signed in with an access token that the server does not take any more.
    pub(crate) fn expired() -> Self {
        let fake = Self::signed_in();
        fake.server.accepts.set(false);
        fake
    }

    /// Puts values into the store.
    pub(crate) fn remember(&self, values: &[(&str, &str)]) {
        for (name, value) in values {
            self.store.set(name, value, Lifetime::Forever);
        }
    }

    /// The response to the next request to `path`.
    pub(crate) fn respond_once(&self, path: &str, response: HttpResponse) {
        self.server.hold(path).response(Ok(response));
    }

    /// Lets the refresh route reject with this type, once.
    pub(crate) fn reject_once(&self, error_type: ErrorType) {
        let body = serde_json::json!(ErrorBody::new(error_type, "no".to_owned())).to_string();
        self.respond_once("/auth/session/refresh", response(401, &body, Some(header::REMOVE)));
    }

    /// Notes the events from here on.
    pub(crate) fn record_events(&self) -> Rc<RefCell<Vec<SessionEvent>>> {
        let events = Rc::new(RefCell::new(Vec::new()));
        let seen = Rc::clone(&events);
        self.api.connection().observers.events.add(move |event| seen.borrow_mut().push(event));
        events
    }

    /// Starts `work`, and runs it until it waits for something.
    pub(crate) fn start<T: Clone + 'static>(
        &self,
        work: impl Future<Output = T> + 'static,
    ) -> Shared<LocalBoxFuture<'static, T>> {
        let work = work.boxed_local().shared();
        self.runtime.spawn(work.clone().map(drop).boxed_local());
        self.runtime.run_until_stalled();
        work
    }

    /// Counts the events from here on.
    pub(crate) fn count_events(&self) -> Rc<Cell<u32>> {
        let count = Rc::new(Cell::new(0));
        let seen = Rc::clone(&count);
        self.api.connection().observers.events.add(move |_| seen.set(seen.get() + 1));
        count
    }

    /// The remembered front token.
    pub(crate) fn stored_front_token(&self) -> String {
        self.store.get(cookie::FRONT_TOKEN).expect("a front token")
    }

    /// Runs `work` to its end, and lets time pass when everything waits.
    pub(crate) fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.run(work)
    }
}
