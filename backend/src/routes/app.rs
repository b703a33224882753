//! The app's own routes: what a newcomer reads first, and changes first.

use axum::Router;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use shared::{
    Endpoint, GetJwt, GetJwtResponse, GetSession, GetSessionData, SessionData, SessionInfo,
};

use super::{account_settings, comments, own_sessions};
use crate::error::Error;
use crate::extract::Json;
use crate::guard::refuse_cross_site;
use crate::session::Session;
use crate::state::AppState;
use crate::transport::no_store;

/// The routes. They need [`crate::transport::layer`] around them.
pub fn router() -> Router<AppState> {
    Router::new()
        .route(GetSession::PATH, get(get_session))
        .route(GetJwt::PATH, get(get_jwt))
        .route(GetSessionData::PATH, get(get_session_data).put(put_session_data))
        .merge(comments::router())
        .merge(own_sessions::router())
        .merge(account_settings::router())
}

/// Who is this? Answered from the access token; no database is asked.
async fn get_session(session: Session) -> Json<SessionInfo> {
    Json(SessionInfo {
        session_handle: session.get_handle().clone(),
        user_id: session.get_user_id().clone(),
        tenant_id: session.get_tenant_id().clone(),
        access_token_payload: session.get_access_token_payload(),
        access_token_expiry: session.get_access_token_expiry(),
    })
}

/// The access token, for calls to other services.
async fn get_jwt(headers: HeaderMap, session: Session) -> Result<Response, Error> {
    refuse_cross_site(&headers)?;
    let token = session.get_access_token();
    let mut response = Json(GetJwtResponse { token }).into_response();
    no_store(response.headers_mut());
    Ok(response)
}

async fn get_session_data(session: Session) -> Result<Json<SessionData>, Error> {
    let data = session.get_session_data_from_database().await?;
    Ok(Json(SessionData { data }))
}

async fn put_session_data(
    session: Session,
    Json(new): Json<SessionData>,
) -> Result<Json<SessionData>, Error> {
    session.update_session_data_in_database(new.data.clone()).await?;
    Ok(Json(new))
}
