//! A server, a clock and a store for native tests of the client. The server knows one session and
//! which access token is good.

use std::cell::{Cell, RefCell};
use std::future::{Future, pending};
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use serde_json::json;
use shared::names::{client_cookie as cookie, header};
use shared::{ClientConfig, FrontToken, TenantId, User};

use super::test_runtime::{TestRuntime, yield_now};
use crate::client::ApiClient;
use crate::platform::{
    CookieStorage, HttpBackend, HttpRequest, HttpResponse, Lifetime, LocalLock, MemoryStorage,
    NoResponse, Platform, Runtime, SessionLock,
};
use crate::session::SessionClient;
use crate::signal::Signal;

/// How the refresh route of [`FakeServer`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefreshRoute {
    /// With new tokens.
    Works,
    /// With new tokens that the other routes refuse all the same.
    Useless,
    /// With this status and nothing else.
    Status(u16),
    /// Not at all: the connection fails.
    Silent,
    /// Never.
    Hangs,
}

/// The server's side.
pub(crate) struct FakeServer {
    pub(crate) refresh_route: Cell<RefreshRoute>,
    /// Are protected routes open?
    pub(crate) accepts: Cell<bool>,
    /// Every request, in order.
    pub(crate) requests: RefCell<Vec<HttpRequest>>,
    /// When each refresh came, ms since the beginning.
    pub(crate) refresh_times: RefCell<Vec<u64>>,
    /// The status of "session expired".
    pub(crate) expired_status: u16,
    issued: Cell<i64>,
    held: RefCell<Option<(String, Held)>>,
}

/// A request whose response comes when the test says so.
#[derive(Clone, Default)]
pub(crate) struct Held(Rc<HeldState>);

#[derive(Default)]
struct HeldState {
    /// The response; `Some(None)` is the server's usual one.
    response: RefCell<Option<Option<Result<HttpResponse, NoResponse>>>>,
    released: Signal,
    aborted: Cell<bool>,
}

impl Held {
    /// Lets this response come; true when its request was aborted.
    pub(crate) fn response(&self, response: Result<HttpResponse, NoResponse>) -> bool {
        self.0.response.replace(Some(Some(response)));
        self.0.released.notify();
        self.0.aborted.get()
    }

    /// Lets the server's own response come.
    pub(crate) fn respond_as_usual(&self) {
        self.0.response.replace(Some(None));
        self.0.released.notify();
    }

    async fn released(&self) -> Option<Result<HttpResponse, NoResponse>> {
        let _aborted = SetOnDrop(Rc::clone(&self.0));
        loop {
            if let Some(response) = self.0.response.take() {
                return response;
            }
            self.0.released.notified().await;
        }
    }
}

struct SetOnDrop(Rc<HeldState>);

impl Drop for SetOnDrop {
    fn drop(&mut self) {
        self.0.aborted.set(true);
    }
}

impl FakeServer {
    /// The paths that were asked for, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        let requests = self.requests.borrow();
        requests.iter().map(|request| request.url.clone()).collect()
    }

    pub(crate) fn refreshes(&self) -> usize {
        let paths = self.paths();
        paths.iter().filter(|path| path.ends_with("/refresh")).count()
    }

    /// Keeps back the response to the next request to `path`.
    pub(crate) fn hold(&self, path: &str) -> Held {
        let held = Held::default();
        self.held.replace(Some((path.to_owned(), held.clone())));
        held
    }

    fn take_held(&self, request: &HttpRequest) -> Option<Held> {
        let held = self.held.borrow_mut().take_if(|(path, _)| request.url == *path);
        held.map(|(_, held)| held)
    }

    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, NoResponse> {
        let refresh = self.refresh_route.get();
        match request.url.as_str() {
            "/auth/session/refresh" => match refresh {
                RefreshRoute::Works | RefreshRoute::Useless => {
                    self.accepts.set(refresh == RefreshRoute::Works);
                    self.issued.set(self.issued.get() + 1);
                    Ok(response(200, "{}", Some(&front_token(self.issued.get()))))
                }
                RefreshRoute::Status(status) => Ok(response(status, "", None)),
                RefreshRoute::Silent | RefreshRoute::Hangs => Err(NoResponse),
            },
            "/auth/signin" => Ok(response(200, r#"{"status":"WRONG_CREDENTIALS_ERROR"}"#, None)),
            "/auth/signup" => Ok(signed_up(self.issued.get())),
            _ if !self.accepts.get() => Ok(response(self.expired_status, "", None)),
            "/api/account/password" | "/api/account/confirm" => {
                self.issued.set(self.issued.get() + 1);
                Ok(response(200, "{}", Some(&front_token(self.issued.get()))))
            }
            "/auth/signout" => Ok(response(200, r#"{"status":"OK"}"#, Some(header::REMOVE))),
            _ => Ok(response(200, r#"{"data":{}}"#, None)),
        }
    }
}

fn response(status: u16, body: &str, front_token: Option<&str>) -> HttpResponse {
    let header = |value: &str| (header::FRONT_TOKEN.to_owned(), value.to_owned());
    HttpResponse {
        status,
        headers: front_token.map(header).into_iter().collect(),
        body: body.to_owned(),
    }
}

/// Bob signs up in the place of the session that is there.
fn signed_up(issued: i64) -> HttpResponse {
    response(200, &signed_in_body("bob"), Some(&front_token_of("bob", "h2", issued)))
}

/// The body of a sign-in or sign-up that went well.
pub(super) fn signed_in_body(user: &str) -> String {
    let id = user.parse().expect("a valid id");
    let user = User::email_password(id, TenantId::public(), format!("{user}@example.com"), 0);
    json!({"status": "OK", "user": user}).to_string()
}

/// The front token number `issued`, valid for an hour from the second of its number.
pub(crate) fn front_token(issued: i64) -> String {
    front_token_of("u1", "h1", issued)
}

/// As [`front_token`], of this user and session.
pub(crate) fn front_token_of(user: &str, handle: &str, issued: i64) -> String {
    let json = json!({"iat": issued, "tId": "acme", "sessionHandle": handle});
    let serde_json::Value::Object(up) = json else { panic!("an object") };
    FrontToken { uid: user.parse().expect("a valid id"), ate: (issued + 3600) * 1000, up }.encode()
}

struct FakeHttp(Rc<FakeServer>, TestRuntime);

impl HttpBackend for FakeHttp {
    fn send(
        &self,
        request: HttpRequest,
    ) -> LocalBoxFuture<'static, Result<HttpResponse, NoResponse>> {
        let (server, now) = (Rc::clone(&self.0), self.1.now());
        async move {
            // The answer is decided on arrival and comes back later, so that calls overlap.
            let answer = server.answer(&request);
            if request.url.ends_with("/refresh") {
                server.refresh_times.borrow_mut().push(now);
                if server.refresh_route.get() == RefreshRoute::Hangs {
                    pending::<()>().await;
                }
            }
            let held = server.take_held(&request);
            server.requests.borrow_mut().push(request);
            yield_now().await;
            match held {
                Some(held) => held.released().await.unwrap_or(answer),
                None => answer,
            }
        }
        .boxed_local()
    }
}

/// A client and what is around it.
pub(crate) struct Fake {
    pub(crate) server: Rc<FakeServer>,
    pub(crate) store: Rc<MemoryStorage>,
    pub(crate) now: Rc<Cell<i64>>,
    pub(crate) lock: Rc<LocalLock>,
    pub(crate) runtime: TestRuntime,
    pub(crate) api: ApiClient,
    pub(crate) session: SessionClient,
}

impl Fake {
    /// A first visit.
    pub(crate) fn first_visit() -> Self {
        Self::of(ClientConfig::default())
    }

    /// A first visit with these settings, which the server shares.
    pub(crate) fn of(config: ClientConfig) -> Self {
        let server = Rc::new(FakeServer {
            refresh_route: Cell::new(RefreshRoute::Works),
            accepts: Cell::new(true),
            expired_status: config.session_expired_status_code,
            requests: RefCell::default(),
            refresh_times: RefCell::default(),
            issued: Cell::new(0),
            held: RefCell::default(),
        });
        let store = Rc::new(MemoryStorage::default());
        let now = Rc::new(Cell::new(1));
        let clock = Rc::clone(&now);
        let lock = Rc::new(LocalLock::default());
        let runtime = TestRuntime::default();
        let platform = Platform {
            cookies: Rc::clone(&store) as Rc<dyn CookieStorage>,
            // Each look takes a moment, so that no two dates are the same.
            clock: Rc::new(move || clock.replace(clock.get() + 1)),
            http: Rc::new(FakeHttp(Rc::clone(&server), runtime.clone())),
            lock: Rc::clone(&lock) as Rc<dyn SessionLock>,
            runtime: Rc::new(runtime.clone()),
        };
        let api = ApiClient::new(config, platform);
        let session = SessionClient::new(api.clone());
        Self { server, store, now, lock, runtime, api, session }
    }

    /// Somebody who is signed in.
    pub(crate) fn signed_in() -> Self {
        let fake = Self::first_visit();
        fake.remember(&[
            (cookie::LAST_ACCESS_TOKEN_UPDATE, "0"),
            (cookie::FRONT_TOKEN, &front_token(0)),
        ]);
        fake
    }

    /// Somebody who is signed in with an access token that the server does not take any more.
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
