//! The list of routes, for the tests that ask the same of each: it comes from the endpoints
//! themselves, so a new one is in it.

use axum::http::Method;
use serde_json::{Value, json};
use shared::{DEFAULT_API_BASE_PATH, ENDPOINTS, EndpointInfo, Scope};
use tests::Call;

/// Stands in the place of every `{parameter}`. There is nothing with this id.
const ID: &str = "71b4ce30-60c8-414f-b534-6815b762de86";

/// Routes of the app that need no session.
const PUBLIC: [&str; 3] = ["GetConfig", "GetDiagnostics", "ListTenants"];

/// One route with a request that it takes.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) needs_session: bool,
    /// A body of the right form; none where a body is ignored.
    pub(crate) body: Option<Value>,
    /// The largest body it reads.
    pub(crate) body_limit: usize,
}

impl Route {
    fn of(endpoint: &EndpointInfo) -> Self {
        let is_app = endpoint.scope == Scope::App;
        let prefix = if is_app { "" } else { DEFAULT_API_BASE_PATH };
        let part = |part| if str::starts_with(part, '{') { ID } else { part };
        let path: Vec<&str> = endpoint.path.split('/').map(part).collect();
        let query = if endpoint.name == "EmailExists" { "?email=a@b.co" } else { "" };
        Self {
            method: endpoint.method.as_str().parse().unwrap_or_default(),
            path: format!("{prefix}{}{query}", path.join("/")),
            needs_session: (is_app && !PUBLIC.contains(&endpoint.name))
                || endpoint.name == "SignOut",
            body: body_of(endpoint.name),
            body_limit: if is_app { 64 * 1024 } else { 16 * 1024 },
        }
    }

    fn get(path: &str) -> Self {
        let path = path.to_owned();
        Self { method: Method::GET, path, needs_session: false, body: None, body_limit: 0 }
    }

    pub(crate) fn changes_state(&self) -> bool {
        self.method != Method::GET
    }

    /// The request, without a session.
    pub(crate) fn call(&self) -> Call {
        let call = Call::new(self.method.clone(), &self.path);
        match &self.body {
            Some(body) => call.json(body),
            None => call,
        }
    }
}

/// A body of the right form, for an endpoint that takes one.
fn body_of(endpoint: &str) -> Option<Value> {
    Some(match endpoint {
        "SignIn" | "SignUp" => json!({"formFields": [
            {"id": "email", "value": "nobody@example.com"}, {"id": "password", "value": "wrong one"},
        ]}),
        "PutSessionData" | "MergeSessionData" | "PutDataOfSession" | "MergeDataOfSession" => {
            json!({"data": {}})
        }
        "PutPayload" | "MergePayload" | "PutPayloadOfSession" | "MergePayloadOfSession" => {
            json!({"payload": {}})
        }
        "ChangePassword" => {
            json!({"currentPassword": "wrong one", "newPassword": "correct horse"})
        }
        "ConfirmPassword" => json!({"password": "wrong one"}),
        "CreateComment" => json!({"text": "hello"}),
        "LikeComment" => json!({"commentId": "x"}),
        _ => return None,
    })
}

pub(crate) fn every_route() -> Vec<Route> {
    let endpoint = |name| ENDPOINTS.iter().find(|endpoint| endpoint.name == name);
    let sign_in = endpoint("SignIn").map(Route::of);
    let of_acme = sign_in.map(|route| Route { path: "/auth/acme/signin".to_owned(), ..route });
    ENDPOINTS
        .iter()
        .map(Route::of)
        .chain(of_acme)
        .chain([Route::get("/healthz"), Route::get("/auth/signup/email/exists?email=a@b.co")])
        .collect()
}
