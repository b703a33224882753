//! What a browser may keep with its sessions: the user's part of their data and payload, of the
//! session that asks and, by handle, of the caller's others. Both families answer alike: GET shows
//! the part, PUT replaces it, PATCH merges into it, and the reply is the part as it is then.

use axum::extract::State;
use axum::routing::{get, put};
use axum::{Extension, Router};
use serde_json::{Map, Value};
use shared::{
    Endpoint, GetDataOfSession, GetPayload, GetPayloadOfSession, GetSessionData, SessionData,
    SessionHandle, SessionPayload,
};

use super::list::{PathHandle, own};
use crate::error::Error;
use crate::http::Json;
use crate::state::AppState;
use session::{Session, Sessions, UserPartChange, VerifyOptions, user_part};

pub(crate) fn router() -> Router<AppState> {
    // The other routes check the caller's row in the query that they make anyway. This one shows the
    // payload of the row that is read for it.
    let options = VerifyOptions::new().check_database(true);
    Router::new()
        .route(GetSessionData::PATH, get(get_data).put(put_data).patch(merge_data))
        .route(GetPayload::PATH, get(get_payload).layer(Extension(options)))
        .route(GetPayload::PATH, put(put_payload).patch(merge_payload))
        .route(GetDataOfSession::PATH, get(get_data_of).put(put_data_of).patch(merge_data_of))
        .route(
            GetPayloadOfSession::PATH,
            get(get_payload_of).put(put_payload_of).patch(merge_payload_of),
        )
}

async fn get_data(session: Session) -> Result<Json<SessionData>, Error> {
    let data = session.get_session_data_from_database().await?;
    Ok(Json(SessionData { data: user_part(&data) }))
}

async fn put_data(
    session: Session,
    Json(new): Json<SessionData>,
) -> Result<Json<SessionData>, Error> {
    let data = session.change_user_data(&UserPartChange::Replace(new.data)).await?;
    Ok(Json(SessionData { data }))
}

async fn merge_data(
    session: Session,
    Json(update): Json<SessionData>,
) -> Result<Json<SessionData>, Error> {
    let data = session.change_user_data(&UserPartChange::Merge(update.data)).await?;
    Ok(Json(SessionData { data }))
}

/// The row's payload: see the options of its route.
async fn get_payload(session: Session) -> Json<SessionPayload> {
    Json(SessionPayload { payload: user_part(&session.get_access_token_payload()) })
}

async fn put_payload(
    session: Session,
    Json(new): Json<SessionPayload>,
) -> Result<Json<SessionPayload>, Error> {
    let payload = session.change_user_claim(&UserPartChange::Replace(new.payload)).await?;
    Ok(Json(SessionPayload { payload }))
}

async fn merge_payload(
    session: Session,
    Json(update): Json<SessionPayload>,
) -> Result<Json<SessionPayload>, Error> {
    let payload = session.change_user_claim(&UserPartChange::Merge(update.payload)).await?;
    Ok(Json(SessionPayload { payload }))
}

async fn get_data_of(
    State(sessions): State<Sessions>,
    session: Session,
    handle: PathHandle,
) -> Result<Json<SessionData>, Error> {
    let found = own(&sessions, &session, &handle).await?;
    Ok(Json(SessionData { data: user_part(&found.session_data_in_database) }))
}

async fn put_data_of(
    State(sessions): State<Sessions>,
    session: Session,
    handle: PathHandle,
    Json(new): Json<SessionData>,
) -> Result<Json<SessionData>, Error> {
    let handle = own(&sessions, &session, &handle).await?.session_handle;
    change_data(&sessions, &handle, UserPartChange::Replace(new.data)).await
}

async fn merge_data_of(
    State(sessions): State<Sessions>,
    session: Session,
    handle: PathHandle,
    Json(update): Json<SessionData>,
) -> Result<Json<SessionData>, Error> {
    let handle = own(&sessions, &session, &handle).await?.session_handle;
    change_data(&sessions, &handle, UserPartChange::Merge(update.data)).await
}

async fn get_payload_of(
    State(sessions): State<Sessions>,
    session: Session,
    handle: PathHandle,
) -> Result<Json<SessionPayload>, Error> {
    let found = own(&sessions, &session, &handle).await?;
    Ok(Json(SessionPayload { payload: user_part(&found.custom_claims_in_access_token_payload) }))
}

async fn put_payload_of(
    State(sessions): State<Sessions>,
    session: Session,
    handle: PathHandle,
    Json(new): Json<SessionPayload>,
) -> Result<Json<SessionPayload>, Error> {
    let handle = own(&sessions, &session, &handle).await?.session_handle;
    change_payload(&sessions, &handle, UserPartChange::Replace(new.payload)).await
}

async fn merge_payload_of(
    State(sessions): State<Sessions>,
    session: Session,
    handle: PathHandle,
    Json(update): Json<SessionPayload>,
) -> Result<Json<SessionPayload>, Error> {
    let handle = own(&sessions, &session, &handle).await?.session_handle;
    change_payload(&sessions, &handle, UserPartChange::Merge(update.payload)).await
}

async fn change_data(
    sessions: &Sessions,
    handle: &SessionHandle,
    change: UserPartChange,
) -> Result<Json<SessionData>, Error> {
    let changed: Option<Map<String, Value>> = sessions.change_user_data(handle, &change).await?;
    Ok(Json(SessionData { data: changed.ok_or(Error::NotFound)? }))
}

async fn change_payload(
    sessions: &Sessions,
    handle: &SessionHandle,
    change: UserPartChange,
) -> Result<Json<SessionPayload>, Error> {
    let changed: Option<Map<String, Value>> = sessions.change_user_claim(handle, &change).await?;
    Ok(Json(SessionPayload { payload: changed.ok_or(Error::NotFound)? }))
}
