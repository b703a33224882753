//! One request that carries the session, and its response: headers on, time limit, abort, and what
//! the response says about the session.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::future::{Either, abortable, select};
use shared::names::header;
use shared::{ClientConfig, ErrorType, SessionHandle, Timestamp};

use super::error::ApiError;
use super::in_flight::InFlight;
use super::observers::Observers;
use crate::memory::{
    ResponseUse, SessionEvent, SessionHeaders, SessionMemory, Snapshot, handle_of, use_of_response,
};
use crate::platform::{HttpBackend, HttpRequest, HttpResponse, NoResponse, Runtime};

/// The way to the API, and what all calls share.
pub(crate) struct Connection {
    pub(crate) config: ClientConfig,
    pub(crate) memory: SessionMemory,
    pub(crate) observers: Observers,
    pub(crate) in_flight: InFlight,
    pub(crate) runtime: Rc<dyn Runtime>,
    pub(super) http: Rc<dyn HttpBackend>,
    /// When the server last said whether there is a session that the cookies did not know, by the
    /// client's clock.
    pub(super) resolved_at: Cell<Option<Timestamp>>,
}

impl Connection {
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
        request.add_header(header::ST_AUTH_MODE, self.config.token_transfer.as_str());
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
        match response.await {
            Ok(response) => response.map_err(|NoResponse| ApiError::Offline),
            Err(_aborted) => Err(ApiError::SessionChanged),
        }
    }

    /// Sends a request, and gives it up after its time.
    pub(super) async fn send_in_time(
        &self,
        request: HttpRequest,
    ) -> Result<HttpResponse, NoResponse> {
        let limit = self.runtime.sleep(request.timeout_ms);
        match select(self.http.send(request), limit).await {
            Either::Left((response, _)) => response,
            Either::Right(((), _)) => Err(NoResponse),
        }
    }

    /// Applies what the response to a call says about the session that the call began with. A
    /// response that belongs to another session changes nothing, and its call is given up.
    pub(super) fn apply_response(
        &self,
        response: &HttpResponse,
        before: &Snapshot,
    ) -> Result<Vec<SessionEvent>, ApiError> {
        let headers = session_headers(response);
        match self.decide(&headers, before) {
            ResponseUse::Apply => Ok(self.remember(response, &headers)),
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
            self.resolved_at.set(None);
        }
        decision
    }

    /// Remembers what a response says about the session.
    pub(super) fn remember(
        &self,
        response: &HttpResponse,
        headers: &SessionHeaders,
    ) -> Vec<SessionEvent> {
        let expired = response.status == self.config.session_expired_status_code;
        let mut events = self.memory.apply_headers(headers, expired);
        if response.status == 403
            && ApiError::from_response(response).error_type() == Some(ErrorType::InvalidClaims)
        {
            events.push(SessionEvent::ApiInvalidClaim);
        }
        events
    }

    /// The error of a call whose session was replaced. The page may show the session before, so it
    /// is told to check the cookies again.
    pub(super) fn session_changed(&self) -> ApiError {
        self.observers.changes.notify(());
        ApiError::SessionChanged
    }
}

/// The session headers of a response.
pub(super) fn session_headers(response: &HttpResponse) -> SessionHeaders {
    SessionHeaders::read(|name| response.header(name).map(str::to_owned))
}
