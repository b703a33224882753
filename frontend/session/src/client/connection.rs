//! One request that carries the session, and its response: headers on, time limit, abort, and what
//! the response says about the session.

use std::rc::Rc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Either, abortable, select};
use shared::names::header;
use shared::{ClientConfig, ErrorType, SessionHandle};

use super::config_slot::ConfigSlot;
use super::error::{ApiError, error_body};
use super::in_flight::InFlight;
use super::observers::{Notices, Observers};
use super::recently::Recently;
use super::send::send;
use crate::memory::{
    ResponseFacts, ResponseUse, SessionEvent, SessionHeaders, SessionMemory, Snapshot, handle_of,
    use_of_response,
};
use crate::platform::{HttpBackend, HttpRequest, HttpResponse, Runtime};

/// How long the page's code may look at a response, in milliseconds.
const OBSERVER_TIMEOUT_MS: u32 = 15_000;

/// The way to the API, and what all calls share.
pub(crate) struct Connection {
    pub(crate) config: Rc<ConfigSlot>,
    pub(crate) memory: SessionMemory,
    pub(crate) observers: Rc<Observers>,
    pub(crate) in_flight: InFlight,
    pub(crate) runtime: Rc<dyn Runtime>,
    pub(super) http: Rc<dyn HttpBackend>,
    /// When the server last said whether there is a session that the cookies did not know, by the
    /// client's clock.
    pub(super) resolved: Recently,
}

impl Connection {
    /// The settings as far as they are known.
    pub(crate) fn config(&self) -> &ClientConfig {
        self.config.get()
    }

    /// What each call carries: the session's headers and, in header mode, the access token.
    pub(super) fn add_call_headers(&self, request: &mut HttpRequest) {
        request.add_header(header::RID, "anti-csrf");
        self.add_session_headers(request);
        if let (Some(access), Some(_)) = (self.memory.access_token(), self.memory.refresh_token()) {
            request.add_header("authorization", format!("Bearer {access}"));
        }
    }

    /// What every call carries, the refresh included: the cookies and the headers.
    pub(super) fn add_session_headers(&self, request: &mut HttpRequest) {
        request.with_cookies = true;
        request.add_header(header::ST_AUTH_MODE, self.config().token_transfer.as_str());
        if let Some(token) = self.memory.anti_csrf() {
            request.add_header(header::ANTI_CSRF, token);
        }
    }

    /// Sends one attempt of a call, without what interceptors add. Returns the response as it came.
    pub(super) async fn attempt(
        &self,
        mut request: HttpRequest,
        before: &Snapshot,
    ) -> Result<HttpResponse, ApiError> {
        self.add_call_headers(&mut request);
        self.send(request, before.handle.clone()).await
    }

    /// Sends a request of `session`, which is aborted when another session takes its place.
    pub(super) async fn send(
        &self,
        request: HttpRequest,
        session: Option<SessionHandle>,
    ) -> Result<HttpResponse, ApiError> {
        let (response, abort) = abortable(self.send_in_time(request));
        let _entry = self.in_flight.enter(abort, session);
        response.await.unwrap_or(Err(ApiError::SessionChanged))
    }

    /// Sends a request that need not be of this API.
    pub(super) async fn send_in_time(
        &self,
        request: HttpRequest,
    ) -> Result<HttpResponse, ApiError> {
        send(&*self.http, &*self.runtime, request).await
    }

    /// Why a refresh has no outcome.
    pub(crate) fn no_outcome(&self) -> ApiError {
        if self.runtime.is_online() { ApiError::Unavailable } else { ApiError::Offline }
    }

    /// Lets the page's code change a request, for as long as the request may take.
    pub(super) async fn intercept(&self, request: &mut HttpRequest) -> Result<(), ApiError> {
        let limit = request.timeout_ms;
        let Some(interceptors) = self.observers.interceptors.request(request) else {
            return Ok(());
        };
        match select(interceptors, self.runtime.sleep(limit)).await {
            Either::Left(_) => Ok(()),
            Either::Right(_) => Err(ApiError::TimedOut),
        }
    }

    /// Lets the page's code see a response.
    pub(super) async fn observe(&self, response: &HttpResponse) {
        if let Some(interceptors) = self.observers.interceptors.response(response.clone()) {
            select(interceptors, self.runtime.sleep(OBSERVER_TIMEOUT_MS)).await;
        }
    }

    /// Tells the page's code what happened while the lock was held. Only without the lock. Nobody
    /// waits for the interceptors: a call that they make may need what runs just now.
    pub(super) fn announce(&self, notices: Notices) {
        self.observers.notify(notices.events);
        for response in notices.responses {
            let interceptors = self.observers.interceptors.response(response);
            interceptors.into_iter().for_each(|run| self.runtime.spawn(run));
        }
    }

    /// Applies what the response to a call says about the session that the call began with. A
    /// response that belongs to another session changes nothing, and its call is given up.
    pub(super) fn apply_response(
        &self,
        response: &HttpResponse,
        before: &Snapshot,
        signing_out: bool,
    ) -> Result<Vec<SessionEvent>, ApiError> {
        let headers = session_headers(response);
        match self.decide(&headers, before) {
            ResponseUse::Apply => Ok(self.remember(response, &headers, signing_out)),
            ResponseUse::Ignore => Ok(Vec::new()),
            ResponseUse::SignedOut => Err(ApiError::NotSignedIn),
            ResponseUse::Changed | ResponseUse::Doubt => Err(self.session_changed()),
        }
    }

    /// Decides about a response. Where the cookies turn out to be another session's than the client
    /// remembers, the client does not trust its memory any more.
    pub(super) fn decide(&self, headers: &SessionHeaders, before: &Snapshot) -> ResponseUse {
        let now = self.memory.snapshot();
        let named = headers.front_token.as_deref().and_then(handle_of);
        let decision = use_of_response(before, &now, named.as_ref());
        if decision == ResponseUse::Doubt {
            self.memory.doubt();
            self.resolved.forget();
        }
        decision
    }

    /// Remembers what a response says about the session.
    pub(super) fn remember(
        &self,
        response: &HttpResponse,
        headers: &SessionHeaders,
        signing_out: bool,
    ) -> Vec<SessionEvent> {
        let facts = self.facts(response, signing_out);
        let mut events = Vec::from_iter(self.memory.apply_headers(headers, facts));
        let body = (response.status == 403).then(|| error_body(response)).flatten();
        if let Some(body) = body.filter(|body| body.error_type == ErrorType::InvalidClaims) {
            let session = self.memory.session().map(Rc::new);
            let claim_validation_errors = body.claim_validation_errors;
            events.push(SessionEvent::ApiInvalidClaim { session, claim_validation_errors });
        }
        events
    }

    /// What a response says beside its session headers.
    pub(super) fn facts(&self, response: &HttpResponse, signing_out: bool) -> ResponseFacts {
        let unauthorised = response.status == self.config().session_expired_status_code;
        let body = unauthorised.then(|| error_body(response)).flatten();
        let idle_limit = Duration::from_secs(self.config().refresh_token_validity.into());
        ResponseFacts {
            unauthorised,
            error_type: body.map(|body| body.error_type),
            signing_out,
            time_was_up: self.memory.is_idle_for(idle_limit),
        }
    }

    /// The error of a call whose session was replaced. The page may show the session before, so it
    /// is told to check the cookies again: soon, because the lock may be held here.
    pub(super) fn session_changed(&self) -> ApiError {
        let observers = Rc::clone(&self.observers);
        self.runtime.spawn(async move { observers.changes.notify(()) }.boxed_local());
        ApiError::SessionChanged
    }
}

/// The session headers of a response.
pub(super) fn session_headers(response: &HttpResponse) -> SessionHeaders {
    SessionHeaders::read(|name| response.header(name).map(str::to_owned))
}
