//! The session as code outside components sees it: the functions of the guides, on one handle.

use std::fmt;
use std::rc::Rc;

use serde_json::{Map, Value};
use shared::{ClientConfig, GetSession, SessionInfo, TenantId, UserId};

use crate::client::{ApiClient, ApiError};
use crate::memory::{LocalState, RefreshOutcome, SessionEvent, SessionState};
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

impl SessionClient {
    /// A client on the browser's cookies, clock, network and locks. Touches none of them yet.
    #[must_use]
    pub fn browser(config: ClientConfig) -> Self {
        let platform = Platform::browser(config.session_token_frontend_domain.clone());
        Self::new(ApiClient::new(config, platform))
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
            Err(NoSession) if self.is_resolved() => SessionState::SignedOut,
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

    async fn refresh_if_expired(&self) {
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

    /// The payload of the access token, refreshed first if it has expired. "Securely" is the
    /// guides' word for reading the front token and not the access token itself.
    ///
    /// # Errors
    /// [`NoSession`] when there is no session (any more).
    pub async fn get_access_token_payload_securely(&self) -> Result<Map<String, Value>, NoSession> {
        self.refresh_if_expired().await;
        self.session().map(|session| session.access_token_payload)
    }

    /// [`SessionClient::get_access_token_payload_securely`] under the name that the older guides
    /// give it, `getJWTPayloadSecurely`.
    ///
    /// # Errors
    /// [`NoSession`] when there is no session (any more).
    pub async fn get_jwt_payload_securely(&self) -> Result<Map<String, Value>, NoSession> {
        self.get_access_token_payload_securely().await
    }

    /// The access token itself, where a script may have it: in header mode, or when the backend
    /// exposes it. `None` for a session in cookies, which is the default.
    pub async fn get_access_token(&self) -> Option<String> {
        self.does_session_exist().await.then(|| self.api.memory().access_token())?
    }

    /// Gets new tokens now. True when there are some, false when the session is over.
    ///
    /// # Errors
    /// [`ApiError::Unavailable`] when the server could not be reached; the session is as it was, and
    /// the refresh is repeated by itself for a while. [`ApiError::SessionChanged`] when another
    /// session took the place of this one meanwhile.
    pub async fn attempt_refreshing_session(&self) -> Result<bool, ApiError> {
        let before = self.api.memory().snapshot();
        match self.api.refresher().refresh(before.clone()).await {
            RefreshOutcome::Refreshed => Ok(true),
            RefreshOutcome::Rejected => Ok(false),
            RefreshOutcome::Transient => Err(ApiError::Unavailable),
            // Another tab found the session that was not known here.
            RefreshOutcome::Changed if before.state == LocalState::MayExist => {
                Ok(self.session().is_ok())
            }
            RefreshOutcome::Changed => Err(ApiError::SessionChanged),
        }
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

    /// Calls `listener` at every [`SessionEvent`] until the subscription is dropped.
    pub fn subscribe(&self, listener: impl Fn(SessionEvent) + 'static) -> Subscription {
        Subscription {
            id: self.api.connection().observers.events.add(listener),
            api: self.api.clone(),
        }
    }

    /// Calls `check` whenever a call finds that another session has taken the place of its own.
    pub(crate) fn subscribe_to_changes(&self, check: impl Fn() + 'static) -> ChangeSubscription {
        ChangeSubscription {
            id: self.api.connection().observers.changes.add(move |()| check()),
            api: self.api.clone(),
        }
    }

    pub(super) fn session(&self) -> Result<SessionInfo, NoSession> {
        self.api.memory().session().ok_or(NoSession)
    }
}

/// A listener to the session's events; dropping this removes it.
#[must_use = "dropping it ends the subscription"]
pub struct Subscription {
    id: u32,
    api: ApiClient,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.api.connection().observers.events.remove(self.id);
    }
}

/// As [`Subscription`], for changes that another tab made.
#[must_use = "dropping it ends the subscription"]
pub(crate) struct ChangeSubscription {
    id: u32,
    api: ApiClient,
}

impl Drop for ChangeSubscription {
    fn drop(&mut self) {
        self.api.connection().observers.changes.remove(self.id);
    }
}
