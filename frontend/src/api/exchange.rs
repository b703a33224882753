//! One request that carries the session, and its reply: headers on, time limit, abort, and what the
//! reply says about the session.

use futures_util::future::{Either, abortable, select};
use shared::names::header;
use shared::{ErrorType, SessionHandle};

use super::client::ApiClient;
use super::error::ApiError;
use super::http::{HttpReply, HttpRequest, NoReply};
use crate::session::{ReplyUse, SessionEvent, SessionHeaders, Snapshot, handle_of, use_of_reply};

impl ApiClient {
    /// Sends one attempt of a call, without what interceptors add. Returns the reply as it came.
    pub(super) async fn attempt(
        &self,
        mut request: HttpRequest,
        before: &Snapshot,
    ) -> Result<HttpReply, ApiError> {
        self.add_call_headers(&mut request);
        self.exchange(request, before.handle.clone()).await
    }

    /// What each call carries: the session's headers and, in header mode, the access token.
    pub(super) fn add_call_headers(&self, request: &mut HttpRequest) {
        request.add_header(header::RID, "anti-csrf");
        self.add_session(request);
        let memory = self.memory();
        if let (Some(access), Some(_)) = (memory.access_token(), memory.refresh_token()) {
            request.add_header("authorization", format!("Bearer {access}"));
        }
    }

    /// What every call carries, the refresh included: the cookies and the headers.
    pub(super) fn add_session(&self, request: &mut HttpRequest) {
        request.with_cookies = true;
        request.add_header(header::ST_AUTH_MODE, self.config().token_transfer.as_str());
        if let Some(token) = self.memory().anti_csrf() {
            request.add_header(header::ANTI_CSRF, token);
        }
    }

    /// Sends a request of `session`, which is aborted when another session takes its place.
    pub(super) async fn exchange(
        &self,
        request: HttpRequest,
        session: Option<SessionHandle>,
    ) -> Result<HttpReply, ApiError> {
        let (reply, abort) = abortable(self.send_in_time(request));
        let _entry = self.0.in_flight.enter(abort, session);
        match reply.await {
            Ok(reply) => reply.map_err(|NoReply| ApiError::Offline),
            Err(_aborted) => Err(ApiError::SessionChanged),
        }
    }

    /// Sends a request, and gives it up after its time.
    pub(super) async fn send_in_time(&self, request: HttpRequest) -> Result<HttpReply, NoReply> {
        let limit = self.0.runtime.sleep(request.timeout_ms);
        match select(self.0.transport.send(request), limit).await {
            Either::Left((reply, _)) => reply,
            Either::Right(((), _)) => Err(NoReply),
        }
    }

    /// Takes over what the reply to a call says about the session that the call began with. A reply
    /// that belongs to another session changes nothing, and its call is given up.
    pub(super) fn take_over(
        &self,
        reply: &HttpReply,
        before: &Snapshot,
    ) -> Result<Vec<SessionEvent>, ApiError> {
        let headers = session_headers(reply);
        match self.judge(&headers, before) {
            ReplyUse::Absorb => Ok(self.absorb(reply, &headers)),
            ReplyUse::Ignore => Ok(Vec::new()),
            ReplyUse::SignedOut => Err(ApiError::NotSignedIn),
            ReplyUse::Changed | ReplyUse::Doubt => Err(self.session_changed()),
        }
    }

    /// Decides about a reply. Where the cookies turn out to be another session's than the client
    /// remembers, the client does not trust its memory any more.
    pub(super) fn judge(&self, headers: &SessionHeaders, before: &Snapshot) -> ReplyUse {
        let now = self.memory().snapshot();
        let named = headers.front_token.as_deref().and_then(handle_of);
        let judged = use_of_reply(before, &now, named.as_ref());
        if judged == ReplyUse::Doubt {
            self.memory().doubt();
            self.0.settled_at.set(None);
        }
        judged
    }

    /// Remembers what a reply says about the session.
    pub(super) fn absorb(&self, reply: &HttpReply, headers: &SessionHeaders) -> Vec<SessionEvent> {
        let expired = reply.status == self.config().session_expired_status_code;
        let mut events = self.memory().absorb(headers, expired);
        if reply.status == 403
            && ApiError::from_reply(reply).error_type() == Some(ErrorType::InvalidClaims)
        {
            events.push(SessionEvent::ApiInvalidClaim);
        }
        events
    }

    /// The error of a call whose session was replaced. What is shown may be of the session before,
    /// so the cookies are looked at again.
    pub(super) fn session_changed(&self) -> ApiError {
        self.look_again();
        ApiError::SessionChanged
    }
}

/// The session headers of a reply.
pub(super) fn session_headers(reply: &HttpReply) -> SessionHeaders {
    SessionHeaders::read(|name| reply.header(name).map(str::to_owned))
}
