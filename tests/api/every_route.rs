//! The list of routes, for the tests that ask the same of each.

use axum::http::Method;
use serde_json::{Value, json};
use tests::Call;

/// One route with a request that it takes.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) needs_session: bool,
    /// A body of the right form; none where a body is ignored.
    pub(crate) body: Option<Value>,
    /// The largest body it reads.
    pub(crate) body_limit: usize,
}

impl Route {
    fn get(path: &'static str, needs_session: bool) -> Self {
        Self { method: Method::GET, path, needs_session, body: None, body_limit: 0 }
    }

    /// Below the auth base path.
    fn auth(path: &'static str, body: Option<Value>) -> Self {
        Self { method: Method::POST, path, needs_session: false, body, body_limit: 16 * 1024 }
    }

    /// The app's own.
    fn app(method: Method, path: &'static str, body: Option<Value>) -> Self {
        Self { method, path, needs_session: true, body, body_limit: 64 * 1024 }
    }

    pub(crate) fn changes_state(&self) -> bool {
        self.method != Method::GET
    }

    /// The request, without a session.
    pub(crate) fn call(&self) -> Call {
        let call = Call::new(self.method.clone(), self.path);
        match &self.body {
            Some(body) => call.json(body),
            None => call,
        }
    }
}

pub(crate) fn every_route() -> Vec<Route> {
    let form = json!({"formFields": [
        {"id": "email", "value": "nobody@example.com"}, {"id": "password", "value": "wrong one"},
    ]});
    let data = json!({"data": {}});
    let payload = json!({"payload": {}});
    let passwords = json!({"currentPassword": "wrong one", "newPassword": "correct horse"});
    let handle = "/api/sessions/71b4ce30-60c8-414f-b534-6815b762de86";
    let below = |tail: &'static str| match tail {
        "/data" => "/api/sessions/71b4ce30-60c8-414f-b534-6815b762de86/data",
        _ => "/api/sessions/71b4ce30-60c8-414f-b534-6815b762de86/payload",
    };
    vec![
        Route::get("/healthz", false),
        Route::get("/auth/jwt/jwks.json", false),
        Route::get("/auth/.well-known/openid-configuration", false),
        Route::get("/auth/loginmethods", false),
        Route::get("/auth/emailpassword/email/exists?email=a@b.co", false),
        Route::get("/auth/signup/email/exists?email=a@b.co", false),
        Route::get("/getSession", true),
        Route::get("/getJWT", true),
        Route::get("/api/session/data", true),
        Route::get("/api/session/payload", true),
        Route::get("/api/comments", true),
        Route::get("/api/sessions", true),
        Route::get(below("/data"), true),
        Route::get(below("/payload"), true),
        Route::auth("/auth/signin", Some(form.clone())),
        Route::auth("/auth/acme/signin", Some(form.clone())),
        Route::auth("/auth/signup", Some(form)),
        Route::auth("/auth/session/refresh", None),
        Route { needs_session: true, ..Route::auth("/auth/signout", None) },
        Route::app(Method::PUT, "/api/session/data", Some(data.clone())),
        Route::app(Method::PATCH, "/api/session/data", Some(data.clone())),
        Route::app(Method::PUT, "/api/session/payload", Some(payload.clone())),
        Route::app(Method::PATCH, "/api/session/payload", Some(payload.clone())),
        Route::app(Method::POST, "/api/comments", Some(json!({"text": "hello"}))),
        Route::app(Method::POST, "/like-comment", Some(json!({"commentId": "x"}))),
        Route::app(Method::DELETE, "/api/sessions", None),
        Route::app(Method::DELETE, handle, None),
        Route::app(Method::PUT, below("/data"), Some(data.clone())),
        Route::app(Method::PATCH, below("/data"), Some(data)),
        Route::app(Method::PUT, below("/payload"), Some(payload.clone())),
        Route::app(Method::PATCH, below("/payload"), Some(payload)),
        Route::app(Method::POST, "/api/account/password", Some(passwords)),
        Route::app(Method::POST, "/api/account/confirm", Some(json!({"password": "wrong one"}))),
        Route::app(Method::DELETE, "/api/account", None),
    ]
}
