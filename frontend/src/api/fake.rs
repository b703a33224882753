//! A server, a clock and a store for native tests of the client. The server knows one session and
//! which access token is good.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde_json::json;
use shared::names::{client_cookie as cookie, header};
use shared::{ClientConfig, FrontToken};

use super::{ApiClient, HttpReply, HttpRequest, LocalLock, NoReply, Platform, Transport};
use crate::session::{Lifetime, MemoryStore, SessionClient, Store};

/// How the refresh route of [`FakeServer`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefreshRoute {
    /// With new tokens.
    Works,
    /// With new tokens that the other routes refuse all the same.
    Useless,
    /// With this status and nothing else.
    Status(u16),
    /// Not at all.
    Silent,
}

/// The server's side.
pub(crate) struct FakeServer {
    pub(crate) refresh_route: Cell<RefreshRoute>,
    /// Are protected routes open?
    pub(crate) accepts: Cell<bool>,
    /// Every request, in order.
    pub(crate) requests: RefCell<Vec<HttpRequest>>,
    /// The status of "session expired".
    pub(crate) expired_status: u16,
    issued: Cell<i64>,
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

    fn answer(&self, request: &HttpRequest) -> Result<HttpReply, NoReply> {
        let refresh = self.refresh_route.get();
        match request.url.as_str() {
            "/auth/session/refresh" => match refresh {
                RefreshRoute::Works | RefreshRoute::Useless => {
                    self.accepts.set(refresh == RefreshRoute::Works);
                    self.issued.set(self.issued.get() + 1);
                    Ok(reply(200, "{}", Some(&front_token(self.issued.get()))))
                }
                RefreshRoute::Status(status) => Ok(reply(status, "", None)),
                RefreshRoute::Silent => Err(NoReply),
            },
            "/auth/signin" => Ok(reply(200, r#"{"status":"WRONG_CREDENTIALS_ERROR"}"#, None)),
            _ if !self.accepts.get() => Ok(reply(self.expired_status, "", None)),
            "/auth/signout" => Ok(reply(200, r#"{"status":"OK"}"#, Some(header::REMOVE))),
            _ => Ok(reply(200, r#"{"data":{}}"#, None)),
        }
    }
}

fn reply(status: u16, body: &str, front_token: Option<&str>) -> HttpReply {
    let header = |value: &str| (header::FRONT_TOKEN.to_owned(), value.to_owned());
    HttpReply {
        status,
        headers: front_token.map(header).into_iter().collect(),
        body: body.to_owned(),
    }
}

/// The front token number `issued`, valid for an hour from the second of its number.
pub(crate) fn front_token(issued: i64) -> String {
    let json = json!({"iat": issued, "tId": "acme", "sessionHandle": "h1"});
    let serde_json::Value::Object(up) = json else { panic!("an object") };
    FrontToken { uid: "u1".parse().expect("a valid id"), ate: (issued + 3600) * 1000, up }.encode()
}

struct FakeTransport(Rc<FakeServer>);

impl Transport for FakeTransport {
    fn send(&self, request: HttpRequest) -> LocalBoxFuture<'static, Result<HttpReply, NoReply>> {
        let server = Rc::clone(&self.0);
        async move {
            // The answer is decided on arrival and comes back later, so that calls overlap.
            let answer = server.answer(&request);
            server.requests.borrow_mut().push(request);
            tokio::task::yield_now().await;
            answer
        }
        .boxed_local()
    }
}

/// A client and what is around it.
pub(crate) struct Fake {
    pub(crate) server: Rc<FakeServer>,
    pub(crate) store: Rc<MemoryStore>,
    pub(crate) now: Rc<Cell<i64>>,
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
            issued: Cell::new(0),
        });
        let store = Rc::new(MemoryStore::default());
        let now = Rc::new(Cell::new(1));
        let clock = Rc::clone(&now);
        let platform = Platform {
            store: Rc::clone(&store) as Rc<dyn Store>,
            // Each look takes a moment, so that no two dates are the same.
            clock: Rc::new(move || clock.replace(clock.get() + 1)),
            transport: Rc::new(FakeTransport(Rc::clone(&server))),
            lock: Rc::new(LocalLock::default()),
        };
        let api = ApiClient::new(config, platform);
        let session = SessionClient::new(api.clone());
        Self { server, store, now, api, session }
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
}
