//! A server for native tests of the client. It knows one session and which access token is good.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde_json::json;
use shared::names::header;
use shared::{ClientConfig, FrontToken, TenantId, Timestamp, User};

use super::test_runtime::{TestRuntime, yield_now};
use crate::platform::{HttpBackend, HttpRequest, HttpResponse, NoResponse};
use crate::signal::Signal;

/// How the refresh route of [`FakeServer`] responds.
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
    /// When each refresh came, in milliseconds since the beginning.
    pub(crate) refresh_times: RefCell<Vec<u64>>,
    /// The settings: they are handed out, if any, and the routes below follow them.
    pub(crate) config: RefCell<Option<ClientConfig>>,
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
    /// A server whose routes are open, and which has issued no tokens yet.
    pub(crate) fn new(expired_status: u16) -> Self {
        Self {
            refresh_route: Cell::new(RefreshRoute::Works),
            accepts: Cell::new(true),
            config: RefCell::default(),
            expired_status,
            requests: RefCell::default(),
            refresh_times: RefCell::default(),
            issued: Cell::new(0),
            held: RefCell::default(),
        }
    }

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

    /// A path as it is with the default base path.
    fn usual_path(&self, url: &str) -> String {
        let config = self.config.borrow();
        let base = config.as_ref().map(|config| config.api_base_path.as_str());
        match base.and_then(|base| url.strip_prefix(base)) {
            Some(rest) => format!("/auth{rest}"),
            None if base.is_some() && url.starts_with("/auth") => "/not-here".to_owned(),
            None => url.to_owned(),
        }
    }

    fn respond(&self, request: &HttpRequest) -> Result<HttpResponse, NoResponse> {
        let refresh = self.refresh_route.get();
        match &*self.usual_path(&request.url) {
            "/api/config" => match &*self.config.borrow() {
                Some(config) => Ok(response(200, &json!(config).to_string(), None)),
                None => Err(NoResponse),
            },
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

pub(crate) fn response(status: u16, body: &str, front_token: Option<&str>) -> HttpResponse {
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
    let user = User::email_password(
        id,
        TenantId::public(),
        format!("{user}@example.com"),
        Timestamp::EPOCH,
    );
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
    FrontToken {
        uid: user.parse().expect("a valid id"),
        ate: Timestamp::from_secs(issued + 3_600),
        up,
    }
    .encode()
}

pub(super) struct FakeHttp(pub(super) Rc<FakeServer>, pub(super) TestRuntime);

impl HttpBackend for FakeHttp {
    fn send(
        &self,
        request: HttpRequest,
    ) -> LocalBoxFuture<'static, Result<HttpResponse, NoResponse>> {
        let (server, now) = (Rc::clone(&self.0), self.1.now());
        async move {
            // The response is decided on arrival and comes back later, so that calls overlap.
            let response = server.respond(&request);
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
                Some(held) => held.released().await.unwrap_or(response),
                None => response,
            }
        }
        .boxed_local()
    }
}
