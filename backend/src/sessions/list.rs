//! The caller's own sessions: list and end. `user_data.rs` reads and changes them by handle.

use axum::Router;
use axum::extract::State;
use server::{Input, Json, Mount};
use session::{Device, Session, SessionInformation, Sessions};
use shared::{
    ListSessions, ListSessionsQuery, RevokeOtherSessions, RevokeSession, RevokedSessions,
    SessionHandle, SessionPage, Timestamp,
};

use super::ending;
use crate::error::Error;
use crate::state::AppState;

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .mount(ListSessions, list)
        .mount(RevokeOtherSessions, revoke_others)
        .mount(RevokeSession, revoke)
}

async fn list(
    State(sessions): State<Sessions>,
    session: Session,
    input: Input<ListSessions>,
) -> Result<Json<SessionPage>, Error> {
    let ListSessionsQuery { tenant_id, after } = input.query;
    let malformed = || Error::bad_request("after is not the end of a page");
    let after = match &after {
        Some(text) => Some(read_cursor(text).ok_or_else(malformed)?),
        None => None,
    };
    let after = after.as_ref().map(|(created_at, handle)| (*created_at, handle));
    let found = sessions.list_for_user(&session, tenant_id.as_ref(), after).await?;
    let last = found.last().filter(|_| Sessions::is_full_page(found.len()));
    let after = last.map(|last| cursor(last.time_created, &last.session_handle));
    Ok(Json(SessionPage { sessions: found, after }))
}

/// `<created>.<handle>`: where a page ends.
fn cursor(created_at: Timestamp, handle: &SessionHandle) -> String {
    format!("{}.{handle}", created_at.as_millis())
}

fn read_cursor(text: &str) -> Option<(Timestamp, SessionHandle)> {
    let (created_at, handle) = text.split_once('.')?;
    Some((Timestamp::from_millis(created_at.parse().ok()?), handle.parse().ok()?))
}

async fn revoke_others(
    State(app): State<AppState>,
    device: Device,
    session: Session,
) -> Result<Json<RevokedSessions>, Error> {
    app.sessions.require_recent_sign_in(&session).await?;
    let revoked = ending::end_others(&app, &session, &device).await?;
    Ok(Json(RevokedSessions { revoked }))
}

async fn revoke(
    State(app): State<AppState>,
    device: Device,
    session: Session,
    input: Input<RevokeSession>,
) -> Result<Json<RevokedSessions>, Error> {
    let handle = find_own(&app.sessions, &session, &input.params).await?.session_handle;
    if handle == *session.get_handle() {
        session.revoke_session().await?;
    } else {
        app.sessions.require_recent_sign_in(&session).await?;
        ending::end_one(&app, &handle, &device).await?;
    }
    Ok(Json(RevokedSessions { revoked: vec![handle] }))
}

/// A live session of the caller. One of another user's, or one that has expired, is not found.
pub(super) async fn find_own(
    sessions: &Sessions,
    session: &Session,
    handle: &SessionHandle,
) -> Result<SessionInformation, Error> {
    sessions.find_own(session, handle).await?.ok_or_else(Error::not_found)
}
