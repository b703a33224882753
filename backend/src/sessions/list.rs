//! The caller's own sessions: list and end. `user_part.rs` reads and changes them by handle.

use axum::Router;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::routing::get;
use serde::Deserialize;
use shared::{
    Endpoint, ListSessions, RevokeSession, RevokedSessions, SessionEntry, SessionHandle,
    SessionPage, TenantId,
};

use crate::error::Error;
use crate::http::Json;
use crate::state::AppState;
use session::{Session, SessionInformation, Sessions};

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route(ListSessions::PATH, get(list).delete(revoke_others))
        .route(RevokeSession::PATH, axum::routing::delete(revoke))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageQuery {
    tenant_id: Option<TenantId>,
    after: Option<String>,
}

async fn list(
    State(sessions): State<Sessions>,
    session: Session,
    query: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<SessionPage>, Error> {
    let malformed = || Error::BadRequest("tenantId or after is not as expected".to_owned());
    let Query(query) = query.map_err(|_| malformed())?;
    let after = match &query.after {
        Some(text) => Some(read_cursor(text).ok_or_else(malformed)?),
        None => None,
    };
    let after = after.as_ref().map(|(created_at, handle)| (*created_at, handle));
    let found = sessions.list_own(&session, query.tenant_id.as_ref(), after).await?;
    let last = found.last().filter(|_| Sessions::is_full_page(found.len()));
    let after = last.map(|last| format!("{}.{}", last.created_at, last.session_handle));
    let entries = found.into_iter().map(|row| SessionEntry {
        current: row.is_current,
        session_handle: row.session_handle,
        tenant_id: row.tenant_id,
        time_created: row.created_at,
        last_active: row.last_active_at,
        expiry: row.expires_at,
        user_agent: row.user_agent,
        address: row.address,
    });
    Ok(Json(SessionPage { sessions: entries.collect(), after }))
}

/// `<created, ms>.<handle>`: where the page before ended.
fn read_cursor(text: &str) -> Option<(i64, SessionHandle)> {
    let (created_at, handle) = text.split_once('.')?;
    Some((created_at.parse().ok()?, handle.parse().ok()?))
}

async fn revoke_others(
    State(sessions): State<Sessions>,
    session: Session,
) -> Result<Json<RevokedSessions>, Error> {
    sessions.require_recent_sign_in(&session).await?;
    let revoked = sessions.revoke_others(&session).await?;
    Ok(Json(RevokedSessions { revoked }))
}

async fn revoke(
    State(sessions): State<Sessions>,
    session: Session,
    handle: PathHandle,
) -> Result<Json<RevokedSessions>, Error> {
    let handle = own(&sessions, &session, &handle).await?.session_handle;
    if handle == *session.get_handle() {
        session.revoke_session().await?;
    } else {
        sessions.require_recent_sign_in(&session).await?;
        sessions.revoke_session(&handle).await?;
    }
    Ok(Json(RevokedSessions { revoked: vec![handle] }))
}

/// The handle in the path; in a path that is not UTF-8 there is none.
pub(super) type PathHandle = Result<Path<String>, PathRejection>;

/// A live session of the caller. What is somebody else's, expired or malformed is not found.
pub(super) async fn own(
    sessions: &Sessions,
    session: &Session,
    handle: &PathHandle,
) -> Result<SessionInformation, Error> {
    let Ok(Path(handle)) = handle else { return Err(Error::NotFound) };
    let handle = handle.parse().map_err(|_| Error::NotFound)?;
    sessions.find_own(session, &handle).await?.ok_or(Error::NotFound)
}
