//! The session as code outside components sees it: the functions of the guides, on one handle.

use std::fmt;
use std::rc::Rc;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use shared::{
    ClientConfig, NoBody, SessionInfo, SignIn, SignInResponse, SignOut, SignUp, SignUpResponse,
    TenantId, UserId,
};

use super::CookieStore;
use super::credentials::{Credentials, FormProblem};
use super::decision::RefreshOutcome;
use super::event::SessionEvent;
use super::state::{LocalState, SessionState};
use crate::api::{ApiClient, ApiError, Fetch, Locking, Platform, WebLock};

/// The functions of SuperTokens' frontend guides, in snake case. A cheap handle; clones share
/// everything.
///
/// Inside components the hooks read better: they render again when the session changes.
#[derive(Clone, PartialEq)]
pub struct SessionClient {
    api: ApiClient,
}

/// There is no session to ask about.
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
        let domain = config.session_token_frontend_domain.clone();
        let platform = Platform {
            store: Rc::new(CookieStore::new(domain)),
            clock: Rc::new(|| js_sys::Date::now() as i64),
            transport: Rc::new(Fetch),
            lock: Rc::new(WebLock::default()),
        };
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

    /// What is known without asking anybody; `Loading` where only the server can tell.
    #[must_use]
    pub fn state(&self) -> SessionState {
        match self.session() {
            Ok(info) => SessionState::SignedIn(Rc::new(info)),
            Err(NoSession) if self.knows() => SessionState::SignedOut,
            Err(NoSession) => SessionState::Loading,
        }
    }

    /// Is there a session that works? Refreshes when that is what it takes to know. A server that
    /// cannot answer just now makes this false, and takes nothing away.
    pub async fn does_session_exist(&self) -> bool {
        self.find_out().await && self.session().is_ok() && !self.api.memory().is_expired()
    }

    /// Finds out whether there is a session that works, and asks the server for a refresh if it
    /// takes one. False when the server could not be asked and the cookies do not know.
    pub(crate) async fn find_out(&self) -> bool {
        if !self.api.settle(Locking::Free).await {
            return false;
        }
        if self.api.memory().is_expired() {
            let _ = self.attempt_refreshing_session().await;
        }
        true
    }

    /// Do the cookies know whether there is a session?
    pub(crate) fn knows(&self) -> bool {
        self.api.memory().local_state() != LocalState::MayExist
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// [`NoSession`] when nobody is.
    pub fn get_user_id(&self) -> Result<UserId, NoSession> {
        self.session().map(|session| session.user_id)
    }

    /// In which tenant.
    ///
    /// # Errors
    /// [`NoSession`] when nobody is signed in.
    pub fn get_tenant_id(&self) -> Result<TenantId, NoSession> {
        self.session().map(|session| session.tenant_id)
    }

    /// The payload of the access token, refreshed first if it has expired. "Securely" is the
    /// guides' word for reading the front token and not the access token itself.
    ///
    /// # Errors
    /// [`NoSession`] when nobody is signed in (any more).
    pub async fn get_access_token_payload_securely(&self) -> Result<Map<String, Value>, NoSession> {
        if self.api.memory().is_expired() {
            let _ = self.attempt_refreshing_session().await;
        }
        self.session().map(|session| session.access_token_payload)
    }

    /// The access token itself, where a script may have it: in header mode, or when the backend
    /// exposes it. `None` for a session in cookies, which is the default.
    pub async fn get_access_token(&self) -> Option<String> {
        self.does_session_exist().await.then(|| self.api.memory().access_token())?
    }

    /// Gets new tokens now. True when there are some, false when the session is over.
    ///
    /// # Errors
    /// [`ApiError::Unavailable`] when the server could not be asked; the session is as it was.
    pub async fn attempt_refreshing_session(&self) -> Result<bool, ApiError> {
        let now = self.api.memory().snapshot();
        match self.api.refresh(now, Locking::Free).await {
            RefreshOutcome::Refreshed => Ok(true),
            RefreshOutcome::Rejected => Ok(false),
            RefreshOutcome::Transient => Err(ApiError::Unavailable),
        }
    }

    /// Where refreshes are sent: scheme, host and port. Empty means the page's own origin.
    #[must_use]
    pub fn get_refresh_url_domain(&self) -> &str {
        &self.api.config().api_domain
    }

    /// Signs in, and holds the session lock while doing so, so that no refresh of the session
    /// before ends after it. Who signed in, the session tells.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn sign_in(&self, credentials: &Credentials) -> Result<(), FormProblem> {
        let (tenant, request) = credentials.for_sign_in()?;
        let _guard = self.api.lock_session().await?;
        let answer = self.api.call_for::<SignIn, _>(&tenant, &request, Locking::Held);
        match answer.await? {
            SignInResponse::Ok { user: IgnoredAny } => Ok(()),
            SignInResponse::WrongCredentials => {
                Err(FormProblem::Message("Email or password is wrong.".to_owned()))
            }
            SignInResponse::FieldError { form_fields } => Err(FormProblem::Fields(form_fields)),
            SignInResponse::GeneralError { message } => Err(FormProblem::Message(message)),
        }
    }

    /// Signs up, which signs in.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn sign_up(&self, credentials: &Credentials) -> Result<(), FormProblem> {
        let min_chars = self.api.config().password_min_length;
        let (tenant, request) = credentials.for_sign_up(min_chars)?;
        let _guard = self.api.lock_session().await?;
        let answer = self.api.call_for::<SignUp, _>(&tenant, &request, Locking::Held);
        match answer.await? {
            SignUpResponse::Ok { user: IgnoredAny } => Ok(()),
            SignUpResponse::FieldError { form_fields } => Err(FormProblem::Fields(form_fields)),
            SignUpResponse::GeneralError { message } => Err(FormProblem::Message(message)),
        }
    }

    /// Ends the session, here and on the server. A session that is over already is fine.
    ///
    /// # Errors
    /// When the server could not be told: the session goes on, and saying otherwise would be wrong.
    pub async fn sign_out(&self) -> Result<(), ApiError> {
        let _guard = self.api.lock_session().await?;
        if self.api.memory().local_state() == LocalState::NotExists {
            self.api.tell([SessionEvent::SignOut]);
            return Ok(());
        }
        let tenant = TenantId::public();
        let answer = self.api.call_locking::<SignOut>(&tenant, &NoBody {}, Locking::Held);
        match answer.await {
            Ok(_) | Err(ApiError::NotSignedIn) => {
                if self.session().is_ok() {
                    // The reply should have said `remove`; a proxy may have dropped it.
                    self.api.memory().forget();
                    self.api.tell([SessionEvent::SignOut]);
                }
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Calls `listener` at every [`SessionEvent`] until the subscription is dropped.
    pub fn subscribe(&self, listener: impl Fn(SessionEvent) + 'static) -> Subscription {
        Subscription { id: self.api.add_listener(listener), api: self.api.clone() }
    }

    fn session(&self) -> Result<SessionInfo, NoSession> {
        self.api.memory().session().ok_or(NoSession)
    }
}

/// Somebody listens to the session's events; dropping this ends it.
#[must_use = "dropping it ends the subscription"]
pub struct Subscription {
    id: u32,
    api: ApiClient,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.api.remove_listener(self.id);
    }
}
