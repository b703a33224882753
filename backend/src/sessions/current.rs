//! Who is signed in, and their access token.

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use server::guard::refuse_cross_site;
use server::{Json, Mount};
use shared::{GetJwt, GetJwtResponse, GetSession, SessionInfo};

use crate::error::Error;
use crate::state::AppState;
use session::Session;

/// The routes. They need [`session::axum::layer`] around them.
pub(crate) fn router() -> Router<AppState> {
    Router::new().mount(GetSession, get_session).mount(GetJwt, get_jwt)
}

/// Who is this? Answered from the access token; no database is asked. So a session that was revoked
/// is shown until its token expires, unless `CHECK_DATABASE` is on.
async fn get_session(session: Session) -> Json<SessionInfo> {
    Json(SessionInfo {
        session_handle: session.get_handle().clone(),
        user_id: session.get_user_id().clone(),
        tenant_id: session.get_tenant_id().clone(),
        access_token_payload: session.get_access_token_payload(),
        access_token_expiry: session.get_access_token_expiry(),
    })
}

/// The access token, for calls to other services, which take it without asking a database. This
/// route asks none either: a revoked session gets its token until that expires, unless
/// `CHECK_DATABASE` is on.
async fn get_jwt(
    headers: HeaderMap,
    session: Session,
) -> Result<([(HeaderName, HeaderValue); 1], Json<GetJwtResponse>), Error> {
    refuse_cross_site(&headers)?;
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((no_store, Json(GetJwtResponse { token: session.get_access_token() })))
}
