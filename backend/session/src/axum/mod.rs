//! How tokens travel: the only place that spells cookies and headers (wire protocol 3, 4 and 6).
//!
//! [`layer`] opens an [`RequestSession`] for each request and writes what it says to the response.
//! Handlers and extractors never touch a cookie.

mod by_value;
mod cookie_pairs;
mod cookies;
mod extract;
pub(crate) mod options;
mod options_layer;
mod pending_tokens;
mod refresh;
mod rejection;
mod request;
mod request_session;
mod request_state;
mod transport;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use shared::TokenTransfer;

use crate::SessionChange;

pub use by_value::AuthCookies;
pub use extract::LiveSession;
pub use options_layer::WithOptions;
pub use pending_tokens::no_store;
pub use refresh::RefreshOutcome;
pub use rejection::error_response;
pub use request_session::RequestSession;
pub use transport::Transport;

use pending_tokens::PendingTokens;
use rejection::SessionFailure;
use request_state::RequestState;

/// The session layer: a middleware for `axum::middleware::from_fn_with_state`.
///
/// It costs routes that never look at the session next to nothing: tokens are read when an
/// extractor asks for them.
pub async fn layer(
    State(transport): State<Transport>,
    mut request: Request,
    next: Next,
) -> Response {
    let state = RequestState::new(transport.clone());
    request.extensions_mut().insert(state.clone());
    let mut response = next.run(request).await;
    let mut tokens = state.close();
    if let Some((session, method)) = state.session() {
        match session.take_change() {
            None => {}
            Some(SessionChange::Revoked) => tokens.clear(method),
            Some(SessionChange::Tokens(new)) => {
                tokens.issue(&new, method, transport.config().expose_access_token);
            }
            Some(SessionChange::AccessToken(token)) => {
                tokens.replace_access_token(&token, method, transport.config().expose_access_token);
            }
        }
    }
    if let Some(failure) = response.extensions().get::<SessionFailure>().copied() {
        answer_failure(&transport, failure, &mut response, &mut tokens);
    }
    tokens.write(response.headers_mut(), &transport);
    response
}

fn answer_failure(
    transport: &Transport,
    failure: SessionFailure,
    response: &mut Response,
    tokens: &mut PendingTokens,
) {
    let expired = StatusCode::from_u16(transport.config().session_expired_status_code);
    *response.status_mut() = expired.unwrap_or(StatusCode::UNAUTHORIZED);
    if failure == SessionFailure::ClearAll {
        tokens.clear(TokenTransfer::Cookie);
        tokens.clear(TokenTransfer::Header);
    }
}
