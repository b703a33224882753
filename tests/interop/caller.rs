//! A client that keeps the protocol's rules over real connections. Cookies know no ports: one jar
//! for both copies.

use anyhow::Result;
use reqwest::Method;
use serde_json::Value;
use session::clock::{Clock, SystemClock};
use shared::Timestamp;
use tests::{Jar, Reply};

use tests::Program;

/// One browser or app.
#[derive(Clone)]
pub(crate) struct Caller {
    http: reqwest::Client,
    url: String,
    mode: &'static str,
    pub(crate) jar: Jar,
    pub(crate) anti_csrf: Option<String>,
    pub(crate) access: Option<String>,
    pub(crate) refresh: Option<String>,
}

/// A request that is not just what a client sends by itself.
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
    pub(crate) path: &'a str,
    pub(crate) body: Option<&'a Value>,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// Headers that the client would add.
    pub(crate) without: &'a [&'a str],
}

impl<'a> Ask<'a> {
    pub(crate) fn new(method: Method, path: &'a str) -> Self {
        Self { method, path, body: None, headers: &[], without: &[] }
    }
}

impl Caller {
    pub(crate) fn new(copy: &Program, mode: &'static str) -> Self {
        let http = reqwest::Client::new();
        let (jar, url) = (Jar::default(), copy.url());
        Self { http, url, mode, jar, anti_csrf: None, access: None, refresh: None }
    }

    /// The same client, calling another copy.
    pub(crate) fn at(&self, copy: &Program) -> Self {
        Self { url: copy.url(), ..self.clone() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Result<Reply> {
        self.send(Ask::new(Method::GET, path)).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Result<Reply> {
        self.send(Ask { body: Some(body), ..Ask::new(Method::POST, path) }).await
    }

    pub(crate) async fn log_in(&mut self, user_id: &str) -> Result<Reply> {
        let body = serde_json::json!({ "userId": user_id });
        self.post("/login", &body).await?.expect_ok()
    }

    pub(crate) async fn refresh(&mut self) -> Result<Reply> {
        self.send(Ask::new(Method::POST, "/auth/session/refresh")).await
    }

    /// What a copy says as text.
    pub(crate) async fn reads(&mut self, path: &str) -> Result<String> {
        Ok(self.get(path).await?.expect_ok()?.text())
    }

    pub(crate) async fn send(&mut self, ask: Ask<'_>) -> Result<Reply> {
        let now = SystemClock.now();
        let mut request =
            self.http.request(ask.method.clone(), format!("{}{}", self.url, ask.path));
        for (name, value) in self.own_headers(ask.path, now) {
            let is_given = ask.headers.iter().any(|(given, _)| *given == name);
            if !is_given && !ask.without.contains(&name) {
                request = request.header(name, value);
            }
        }
        for (name, value) in ask.headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = ask.body {
            request = request.json(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let reply = Reply { status, headers, body: response.bytes().await? };
        self.keep(&reply, now);
        Ok(reply)
    }

    /// What a client adds to every call of its own (wire protocol 10.2).
    fn own_headers(&self, path: &str, now: Timestamp) -> Vec<(&'static str, String)> {
        let is_refresh = path == "/auth/session/refresh";
        let mut headers = vec![
            ("rid", if is_refresh { "session" } else { "anti-csrf" }.to_owned()),
            ("st-auth-mode", self.mode.to_owned()),
        ];
        headers.extend(self.jar.header(path, now).map(|cookies| ("cookie", cookies)));
        headers.extend(self.anti_csrf.clone().map(|token| ("anti-csrf", token)));
        if let (Some(access), Some(refresh)) = (&self.access, &self.refresh) {
            let token = if is_refresh { refresh } else { access };
            headers.push(("authorization", format!("Bearer {token}")));
        }
        headers
    }

    fn keep(&mut self, reply: &Reply, now: Timestamp) {
        for cookie in reply.set_cookies() {
            self.jar.store(&cookie, now);
        }
        let said = reply.session_headers();
        let full = |word: String| (!word.is_empty()).then_some(word);
        if let Some(word) = said.st_access_token {
            self.access = full(word);
        }
        if let Some(word) = said.st_refresh_token {
            self.refresh = full(word);
        }
        self.anti_csrf = said.anti_csrf.or(self.anti_csrf.take());
        if said.front_token.as_deref() == Some("remove") {
            (self.anti_csrf, self.access, self.refresh) = (None, None, None);
        }
    }
}
