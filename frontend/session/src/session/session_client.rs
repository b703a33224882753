//! The session as code outside components sees it: the functions of the guides, on one handle.

use std::fmt;
use std::rc::Rc;

use shared::{ClientConfig, GetSession, SessionInfo, TenantId, UserId};

use crate::client::{ApiClient, ApiError};
use crate::memory::{LocalState, SessionState};
use crate::platform::Platform;

/// The functions of SuperTokens' frontend guides, in snake case. A cheap handle; clones share
/// everything.
///
/// Inside components the hooks read better: they render again when the session changes.
#[derive(Clone, PartialEq)]
pub struct SessionClient {
    api: ApiClient,
}

/// There is no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSession;

impl fmt::Display for NoSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("No session exists")
    }
}

impl std::error::Error for NoSession {}

impl From<NoSession> for ApiError {
    fn from(NoSession: NoSession) -> Self {
        Self::NotSignedIn
    }
}

impl SessionClient {
    /// A client on the browser's cookies, clock, network and locks. Touches none of them yet.
    #[must_use]
    pub fn browser(config: ClientConfig) -> Self {
        let platform = Platform::browser(config.session_token_frontend_domain.clone());
        Self::new(ApiClient::new(config, platform))
    }

    /// As [`SessionClient::browser`], with the settings of the server at `api_domain`, which is empty
    /// for the page's own origin ([`api_domain_of_page`](crate::platform::api_domain_of_page) reads it
    /// from index.html). The first call asks for them; the state needs none.
    #[must_use]
    pub fn configured_by_server(api_domain: &str) -> Self {
        Self::new(ApiClient::configured_by_server(api_domain, Platform::browser(None)))
    }

    /// A session on a client that exists already.
    #[must_use]
    pub fn new(api: ApiClient) -> Self {
        Self { api }
    }

    /// The client for calls that carry this session.
    #[must_use]
    pub fn api(&self) -> &ApiClient {
        &self.api
    }

    /// What the cookies say; `Loading` where only the server can tell.
    #[must_use]
    pub fn state(&self) -> SessionState {
        match self.session() {
            Ok(info) => SessionState::SignedIn(Rc::new(info)),
            Err(NoSession) if self.is_resolved() => {
                SessionState::SignedOut(self.api.memory().sign_out_reason())
            }
            Err(NoSession) => SessionState::Loading,
        }
    }

    /// Is there a session that works? Refreshes when that is what it takes to know. A server that
    /// cannot respond just now makes this false, and takes nothing away.
    pub async fn does_session_exist(&self) -> bool {
        if !self.api.caller().resolve().await {
            return false;
        }
        self.refresh_if_expired().await;
        self.session().is_ok() && !self.api.memory().is_expired()
    }

    /// Finds out whether there is a session that works, and asks the server for a refresh if it
    /// takes one, repeatedly if that has no outcome. False when the server could not be reached and
    /// the cookies do not say it.
    pub(crate) async fn resolve_session(&self) -> bool {
        while !self.is_resolved() {
            // Longer than one caller waits: the refresh goes on, and this joins it again.
            if self.api.caller().resolve().await {
                break;
            }
            if !self.api.refresher().is_running() {
                return false;
            }
        }
        self.refresh_if_expired().await;
        true
    }

    pub(super) async fn refresh_if_expired(&self) {
        if self.api.memory().is_expired() {
            let _ = self.attempt_refreshing_session().await;
        }
    }

    /// Asks the server once whether the remembered session is one of its own, unless it has said
    /// so in this tab already. A cookie that says so may have been planted by a sub-domain.
    /// Where the server cannot respond just now, the cookie counts.
    pub async fn confirm(&self) -> bool {
        if !self.api.memory().was_received() {
            let _ = self.api.to(GetSession).send().await;
        }
        self.session().is_ok()
    }

    /// Do the cookies say whether there is a session?
    pub(crate) fn is_resolved(&self) -> bool {
        self.api.memory().local_state() != LocalState::MayExist
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// [`NoSession`] when the user is signed out.
    pub fn get_user_id(&self) -> Result<UserId, NoSession> {
        self.session().map(|session| session.user_id)
    }

    /// In which tenant.
    ///
    /// # Errors
    /// [`NoSession`] when the user is signed out.
    pub fn get_tenant_id(&self) -> Result<TenantId, NoSession> {
        self.session().map(|session| session.tenant_id)
    }

    /// Where refreshes are sent: scheme, host and port of the API, which is the page's own origin
    /// unless another one is configured.
    #[must_use]
    pub fn get_refresh_url_domain(&self) -> String {
        let configured = &self.api.config().api_domain;
        if configured.is_empty() {
            self.api.connection().runtime.page_origin().unwrap_or_default()
        } else {
            configured.clone()
        }
    }

    pub(super) fn session(&self) -> Result<SessionInfo, NoSession> {
        self.api.memory().session().ok_or(NoSession)
    }
}
