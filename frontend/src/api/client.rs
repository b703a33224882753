//! The client of the API: requests that carry the session, and look after it on the way. The typed
//! calls that are made of them are in `call.rs`.
//!
//! Around each call (wire protocol 10.2 to 10.5): add the session's headers, send, take over what
//! the reply says about the session; on a 401 refresh once for everybody (`refresh.rs`) and send
//! the same request again.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{LocalBoxFuture, Shared};
use shared::ClientConfig;
use shared::names::header;

use super::audience::carries_session;
use super::error::ApiError;
use super::http::{HttpReply, HttpRequest, Transport};
use super::interceptor::Interceptors;
use super::listeners::Listeners;
use super::lock::SessionLock;
use crate::session::{
    Clock, LocalState, RefreshOutcome, SessionEvent, SessionHeaders, SessionMemory, Snapshot, Store,
};

/// One call refreshes at most this often. With a working server it is once; a server whose fresh
/// tokens do not please itself must not be asked for ever.
const MAX_REFRESHES: u32 = 3;

/// What the client takes from its surroundings. [`Platform::browser`] is the real one.
pub struct Platform {
    /// The remembered cookies.
    pub store: Rc<dyn Store>,
    /// The time.
    pub clock: Clock,
    /// The network.
    pub transport: Rc<dyn Transport>,
    /// The lock around what replaces tokens.
    pub lock: Rc<dyn SessionLock>,
}

/// Whether the caller holds the session lock already. A refresh that waited for its own caller
/// would wait for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locking {
    Free,
    Held,
}

/// A cheap handle; clones share everything.
#[derive(Clone)]
pub struct ApiClient(pub(super) Rc<Inner>);

pub(super) struct Inner {
    pub(super) config: ClientConfig,
    pub(super) memory: SessionMemory,
    pub(super) transport: Rc<dyn Transport>,
    pub(super) lock: Rc<dyn SessionLock>,
    pub(super) refreshing: RefCell<Option<Shared<LocalBoxFuture<'static, RefreshOutcome>>>>,
    interceptors: Interceptors,
    pub(super) listeners: Listeners,
}

impl PartialEq for ApiClient {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl ApiClient {
    /// A client of the API that `config` names.
    #[must_use]
    pub fn new(config: ClientConfig, platform: Platform) -> Self {
        Self(Rc::new(Inner {
            config,
            memory: SessionMemory::new(platform.store, platform.clock),
            transport: platform.transport,
            lock: platform.lock,
            refreshing: RefCell::default(),
            interceptors: Interceptors::default(),
            listeners: Listeners::default(),
        }))
    }

    /// Sends a request of one's own making, to this API or elsewhere. It carries the session where
    /// the configuration says so; a reply of any status but the expired one is an answer here.
    ///
    /// # Errors
    /// [`ApiError::NotSignedIn`], [`ApiError::Unavailable`] or [`ApiError::Offline`].
    pub async fn send(&self, request: HttpRequest) -> Result<HttpReply, ApiError> {
        self.send_locking(request, Locking::Free).await
    }

    /// The list of closures around every call.
    #[must_use]
    pub fn interceptors(&self) -> &Interceptors {
        &self.0.interceptors
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &ClientConfig {
        &self.0.config
    }

    /// Now by the server's clock, as far as it is known; ms since 1970.
    #[must_use]
    pub fn server_now(&self) -> i64 {
        self.0.memory.server_now()
    }

    pub(crate) fn memory(&self) -> &SessionMemory {
        &self.0.memory
    }

    pub(super) async fn send_locking(
        &self,
        request: HttpRequest,
        locking: Locking,
    ) -> Result<HttpReply, ApiError> {
        if !carries_session(&request.url, &self.0.config) {
            return self.0.transport.send(request).await.map_err(|_| ApiError::Offline);
        }
        self.settle(locking).await;
        let mut refreshes = 0;
        loop {
            let before = self.0.memory.snapshot();
            let reply = self.attempt(request.clone(), &before).await?;
            if reply.status != self.0.config.session_expired_status_code {
                return Ok(reply);
            }
            if before.state == LocalState::NotExists {
                self.tell([SessionEvent::Unauthorised { session_expired_or_revoked: false }]);
            }
            if refreshes == MAX_REFRESHES {
                return Err(ApiError::NotSignedIn);
            }
            refreshes += 1;
            match self.refresh(before, locking).await {
                RefreshOutcome::Refreshed => {}
                RefreshOutcome::Rejected => return Err(ApiError::NotSignedIn),
                RefreshOutcome::Transient => return Err(ApiError::Unavailable),
            }
        }
    }

    /// Where we do not know whether there is a session, one refresh tells (wire protocol 10.3).
    /// False when even that remains open; a call then goes out and gets its own answer.
    pub(crate) async fn settle(&self, locking: Locking) -> bool {
        let now = self.0.memory.snapshot();
        now.state != LocalState::MayExist
            || self.refresh(now, locking).await != RefreshOutcome::Transient
    }

    /// One attempt at one request: headers on, reply taken over.
    async fn attempt(
        &self,
        mut request: HttpRequest,
        before: &Snapshot,
    ) -> Result<HttpReply, ApiError> {
        request.add_header(header::RID, "anti-csrf");
        self.add_session(&mut request);
        let memory = &self.0.memory;
        if let (Some(access), Some(_)) = (memory.access_token(), memory.refresh_token()) {
            request.add_header("authorization", format!("Bearer {access}"));
        }
        self.0.interceptors.request(&mut request);
        let reply = self.exchange(request).await?;
        self.take_over(&reply, before);
        self.0.interceptors.reply(&reply);
        Ok(reply)
    }

    /// What every call carries, the refresh included: the cookies and the headers.
    pub(super) fn add_session(&self, request: &mut HttpRequest) {
        request.with_cookies = true;
        request.add_header(header::ST_AUTH_MODE, self.0.config.token_transfer.as_str());
        if let Some(token) = self.0.memory.anti_csrf() {
            request.add_header(header::ANTI_CSRF, token);
        }
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpReply, ApiError> {
        let reply = self.0.transport.send(request).await;
        reply.map_err(|_| ApiError::Offline)
    }

    fn take_over(&self, reply: &HttpReply, before: &Snapshot) {
        let memory = &self.0.memory;
        let signed_out_since =
            before.state != LocalState::NotExists && memory.local_state() == LocalState::NotExists;
        let headers = SessionHeaders::read(|name| reply.header(name).map(str::to_owned));
        // A reply that was on its way while the user signed out must not sign them in again.
        if signed_out_since && !headers.removes() {
            return;
        }
        let expired = reply.status == self.0.config.session_expired_status_code;
        let mut events = memory.absorb(&headers, expired);
        if reply.status == 403
            && ApiError::from_reply(reply).error_type() == Some(shared::ErrorType::InvalidClaims)
        {
            events.push(SessionEvent::ApiInvalidClaim);
        }
        self.tell(events);
    }
}
