//! A client that keeps the protocol's own rules: a browser with its script, or an app that keeps
//! its tokens itself (wire protocol 3.3, 10.2 and 10.4).

use anyhow::{Context, Result};
use axum::Router;
use axum::http::{HeaderName, header};
use serde_json::Value;
use shared::names::{cookie, header as names};
use shared::{FormRequest, FrontToken, TokenTransfer};

use crate::{Call, Jar, Reply, TestApp, send};

/// One browser or app.
#[derive(Clone)]
pub struct Client {
    /// Its cookies.
    pub jar: Jar,
    /// The front token that its script keeps; none when signed out.
    pub front_token: Option<String>,
    /// The anti-CSRF token that its script keeps.
    pub anti_csrf: Option<String>,
    /// The access token of header mode.
    pub access_token: Option<String>,
    /// The refresh token of header mode.
    pub refresh_token: Option<String>,
    /// What it calls itself.
    pub user_agent: String,
    /// Sent as `st-auth-mode`.
    pub mode: TokenTransfer,
    app: TestApp,
}

impl Client {
    pub(crate) fn new(app: TestApp, mode: TokenTransfer) -> Self {
        Self {
            jar: Jar::default(),
            front_token: None,
            anti_csrf: None,
            access_token: None,
            refresh_token: None,
            user_agent: "tests/1".to_owned(),
            mode,
            app,
        }
    }

    /// The application that it is a client of.
    #[must_use]
    pub fn app(&self) -> &TestApp {
        &self.app
    }

    /// The same client in front of another process.
    pub fn move_to(&mut self, app: &TestApp) {
        self.app = app.clone();
    }

    /// Sends a request with everything a client adds, and keeps what the reply says.
    ///
    /// # Errors
    /// When the reply breaks off.
    pub async fn send(&mut self, call: Call) -> Result<Reply> {
        self.send_to(self.app.router(), call).await
    }

    /// The same, to routes of the test's own on the client's application.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn send_to(&mut self, router: Router, mut call: Call) -> Result<Reply> {
        let path = call.path.split('?').next().unwrap_or_default().to_owned();
        let is_refresh = path == self.auth_path("/session/refresh");
        let is_sign_out = path == self.auth_path("/signout");
        let recipe = if is_refresh || is_sign_out { "session" } else { "anti-csrf" };
        call.default_header(HeaderName::from_static(names::RID), recipe);
        call.default_header(HeaderName::from_static(names::ST_AUTH_MODE), self.mode.as_str());
        call.default_header(header::USER_AGENT, &self.user_agent);
        if let Some(cookies) = self.jar.header(&path, self.app.now()) {
            call.default_header(header::COOKIE, &cookies);
        }
        if let (Some(token), Some(_)) = (&self.anti_csrf, &self.front_token) {
            call.default_header(HeaderName::from_static(names::ANTI_CSRF), token);
        }
        if let (Some(access), Some(refresh)) = (&self.access_token, &self.refresh_token) {
            let bearer = format!("Bearer {}", if is_refresh { refresh } else { access });
            call.default_header(header::AUTHORIZATION, &bearer);
        }
        let reply = send(router, call).await?;
        self.keep(&reply);
        Ok(reply)
    }

    fn keep(&mut self, reply: &Reply) {
        let now = self.app.now();
        for cookie in reply.set_cookies() {
            self.jar.store(&cookie, now);
        }
        let said = reply.session_headers();
        // An empty header clears.
        let kept = |word: String| (!word.is_empty()).then_some(word);
        if let Some(word) = said.st_refresh_token {
            self.refresh_token = kept(word);
        }
        if let Some(word) = said.st_access_token {
            self.access_token = kept(word);
        }
        if let Some(word) = said.anti_csrf {
            self.anti_csrf = Some(word);
        }
        match said.front_token {
            Some(word) if word == names::REMOVE => self.forget(),
            Some(word) => self.front_token = Some(word),
            None => {}
        }
    }

    /// What the script does on `remove`: everything of its own goes, because some proxies drop
    /// empty headers.
    fn forget(&mut self) {
        self.front_token = None;
        self.anti_csrf = None;
        self.access_token = None;
        self.refresh_token = None;
    }

    /// GET.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn get(&mut self, path: &str) -> Result<Reply> {
        self.send(Call::get(path)).await
    }

    /// POST with a JSON body.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn post_json(&mut self, path: &str, body: &Value) -> Result<Reply> {
        self.send(Call::post(path).json(body)).await
    }

    /// PUT with a JSON body.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn put_json(&mut self, path: &str, body: &Value) -> Result<Reply> {
        self.send(Call::put(path).json(body)).await
    }

    /// Signs up in the default tenant.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn sign_up(&mut self, email: &str, password: &str) -> Result<Reply> {
        self.post_form(&self.auth_path("/signup"), email, password).await
    }

    /// Signs in to the default tenant.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Result<Reply> {
        self.post_form(&self.auth_path("/signin"), email, password).await
    }

    /// Sends the form of an address and a password.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn post_form(&mut self, path: &str, email: &str, password: &str) -> Result<Reply> {
        let form = serde_json::to_value(FormRequest::email_password(email, password))?;
        self.post_json(path, &form).await
    }

    /// Asks for new tokens.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn refresh(&mut self) -> Result<Reply> {
        self.send(Call::post(self.auth_path("/session/refresh"))).await
    }

    /// Signs out.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn sign_out(&mut self) -> Result<Reply> {
        self.send(Call::post(self.auth_path("/signout"))).await
    }

    /// What the script knows of the session.
    ///
    /// # Errors
    /// When it is signed out.
    pub fn session(&self) -> Result<FrontToken> {
        let text = self.front_token.as_deref().context("signed out")?;
        Ok(FrontToken::decode(text)?)
    }

    /// The access token it holds, wherever it is.
    ///
    /// # Errors
    /// When it holds none.
    pub fn access(&self) -> Result<String> {
        self.held(cookie::ACCESS_TOKEN, self.access_token.as_deref())
    }

    /// The refresh token it holds, wherever it is.
    ///
    /// # Errors
    /// When it holds none.
    pub fn refresh_text(&self) -> Result<String> {
        self.held(cookie::REFRESH_TOKEN, self.refresh_token.as_deref())
    }

    fn held(&self, name: &str, in_header: Option<&str>) -> Result<String> {
        let text = match self.mode {
            TokenTransfer::Cookie => self.jar.get(name),
            TokenTransfer::Header => in_header,
        };
        text.map(str::to_owned).with_context(|| format!("no {name}"))
    }

    /// A path below the API base path.
    #[must_use]
    pub fn auth_path(&self, path: &str) -> String {
        format!("{}{path}", self.app.state.config.api_base_path)
    }
}
