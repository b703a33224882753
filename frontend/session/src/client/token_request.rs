//! The request for new tokens, and what its response means (wire protocol 10.5).

use std::rc::Rc;

use shared::names::header;
use shared::{Refresh, TenantId};

use super::connection::session_headers;
use super::error::ApiError;
use super::observers::Notices;
use super::refresh::Refresher;
use super::target::Target;
use crate::memory::{
    AfterUnauthorised, RefreshOutcome, ResponseUse, SessionEvent, Snapshot, after_unauthorised,
    refresh_outcome,
};
use crate::platform::HttpRequest;

/// How long one refresh may take, in milliseconds. Not long, so that a lost response is noticed
/// while the server still forgives it.
const TIMEOUT_MS: u32 = 6_000;

impl Refresher {
    /// The request, without what the session adds. Before the lock is taken, because the page's code
    /// may change it.
    pub(super) async fn prepare(&self) -> Result<HttpRequest, ApiError> {
        let connection = &self.connection;
        connection.config.loaded().await;
        let target = Target::new::<Refresh>(TenantId::public(), Vec::new(), String::new());
        let mut request = target.request(connection.config(), None)?;
        request.timeout_ms = TIMEOUT_MS;
        connection.intercept(&mut request).await?;
        Ok(request)
    }

    /// One refresh, for a caller that holds the lock.
    pub(super) async fn refresh_once(
        &self,
        before: &Snapshot,
        request: HttpRequest,
        notices: &mut Notices,
    ) -> RefreshOutcome {
        // The tab that held the lock before may have refreshed already, or signed out.
        match after_unauthorised(before, &self.connection.memory.snapshot()) {
            AfterUnauthorised::Retry => return RefreshOutcome::Refreshed,
            AfterUnauthorised::GiveUp => return RefreshOutcome::Rejected,
            AfterUnauthorised::Changed => return RefreshOutcome::Changed,
            AfterUnauthorised::Refresh => {}
        }
        let outcome = self.request_tokens(before, request, notices).await;
        let session = self.connection.memory.session().map(Rc::new);
        if let (RefreshOutcome::Refreshed, Some(session)) = (outcome, session) {
            notices.events.push(SessionEvent::RefreshSession { session });
        }
        outcome
    }

    async fn request_tokens(
        &self,
        before: &Snapshot,
        mut request: HttpRequest,
        notices: &mut Notices,
    ) -> RefreshOutcome {
        let connection = &self.connection;
        connection.add_session_headers(&mut request);
        if let Some(token) = connection.memory.refresh_token() {
            request.add_header("authorization", format!("Bearer {token}"));
        }
        let response = match connection.send(request, before.handle.clone()).await {
            Ok(response) => response,
            Err(ApiError::SessionChanged) => return RefreshOutcome::Changed,
            Err(_) => return RefreshOutcome::Transient,
        };
        notices.responses.push(response.clone());
        let mut headers = session_headers(&response);
        match connection.decide(&headers, before) {
            ResponseUse::Apply => {}
            // Signed out meanwhile, without the lock: these tokens are not wanted any more.
            ResponseUse::SignedOut | ResponseUse::Ignore => return RefreshOutcome::Rejected,
            ResponseUse::Changed | ResponseUse::Doubt => return RefreshOutcome::Changed,
        }
        let expired_status = connection.config().session_expired_status_code;
        let outcome = refresh_outcome(response.status, expired_status, &headers);
        let mut facts = connection.facts(&response, notices.signing_out);
        facts.unauthorised = outcome == RefreshOutcome::Rejected;
        if facts.unauthorised {
            // A bare 401 of the refresh route counts as `remove` (wire protocol 10.5).
            headers.front_token = Some(header::REMOVE.to_owned());
        }
        notices.events.extend(connection.memory.apply_headers(&headers, facts));
        outcome
    }
}
