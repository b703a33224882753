//! What a browser may keep with its sessions: the user's part of their data and payload, of the
//! session that asks and, by handle, of the caller's others. Both families answer alike: GET shows
//! the part, PUT replaces it, PATCH merges into it, and the response is the part as it is then.

use axum::Router;
use axum::extract::State;
use serde_json::{Map, Value};
use server::{Input, Json, Mount};
use session::{LiveSession, Session, Sessions, UserPartChange, user_part};
use shared::{
    GetDataOfSession, GetPayload, GetPayloadOfSession, GetSessionData, MergeDataOfSession,
    MergePayload, MergePayloadOfSession, MergeSessionData, PutDataOfSession, PutPayload,
    PutPayloadOfSession, PutSessionData, SessionData, SessionHandle, SessionPayload,
};

use super::list::find_own;
use crate::error::Error;
use crate::state::AppState;

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .mount(GetSessionData, get_data)
        .mount(PutSessionData, put_data)
        .mount(MergeSessionData, merge_data)
        .mount(GetPayload, get_payload)
        .mount(PutPayload, put_payload)
        .mount(MergePayload, merge_payload)
        .mount(GetDataOfSession, get_data_of)
        .mount(PutDataOfSession, put_data_of)
        .mount(MergeDataOfSession, merge_data_of)
        .mount(GetPayloadOfSession, get_payload_of)
        .mount(PutPayloadOfSession, put_payload_of)
        .mount(MergePayloadOfSession, merge_payload_of)
}

async fn get_data(session: Session) -> Result<Json<SessionData>, Error> {
    let data = session.get_session_data_from_database().await?;
    Ok(Json(SessionData { data: user_part(&data) }))
}

async fn put_data(
    session: Session,
    input: Input<PutSessionData>,
) -> Result<Json<SessionData>, Error> {
    let data = session.change_user_data(&UserPartChange::Replace(input.body.data)).await?;
    Ok(Json(SessionData { data }))
}

async fn merge_data(
    session: Session,
    input: Input<MergeSessionData>,
) -> Result<Json<SessionData>, Error> {
    let data = session.change_user_data(&UserPartChange::Merge(input.body.data)).await?;
    Ok(Json(SessionData { data }))
}

/// The other routes check the caller's row in the query that they make anyway. This one shows the
/// payload of the row that is read for it.
async fn get_payload(LiveSession(session): LiveSession) -> Json<SessionPayload> {
    Json(SessionPayload { payload: user_part(&session.get_access_token_payload()) })
}

async fn put_payload(
    session: Session,
    input: Input<PutPayload>,
) -> Result<Json<SessionPayload>, Error> {
    let payload = session.change_user_claim(&UserPartChange::Replace(input.body.payload)).await?;
    Ok(Json(SessionPayload { payload }))
}

async fn merge_payload(
    session: Session,
    input: Input<MergePayload>,
) -> Result<Json<SessionPayload>, Error> {
    let payload = session.change_user_claim(&UserPartChange::Merge(input.body.payload)).await?;
    Ok(Json(SessionPayload { payload }))
}

async fn get_data_of(
    State(sessions): State<Sessions>,
    session: Session,
    input: Input<GetDataOfSession>,
) -> Result<Json<SessionData>, Error> {
    let found = find_own(&sessions, &session, &input.params).await?;
    Ok(Json(SessionData { data: user_part(&found.session_data_in_database) }))
}

async fn put_data_of(
    State(sessions): State<Sessions>,
    session: Session,
    input: Input<PutDataOfSession>,
) -> Result<Json<SessionData>, Error> {
    let handle = find_own(&sessions, &session, &input.params).await?.session_handle;
    change_data(&sessions, &handle, UserPartChange::Replace(input.body.data)).await
}

async fn merge_data_of(
    State(sessions): State<Sessions>,
    session: Session,
    input: Input<MergeDataOfSession>,
) -> Result<Json<SessionData>, Error> {
    let handle = find_own(&sessions, &session, &input.params).await?.session_handle;
    change_data(&sessions, &handle, UserPartChange::Merge(input.body.data)).await
}

async fn get_payload_of(
    State(sessions): State<Sessions>,
    session: Session,
    input: Input<GetPayloadOfSession>,
) -> Result<Json<SessionPayload>, Error> {
    let found = find_own(&sessions, &session, &input.params).await?;
    Ok(Json(SessionPayload { payload: user_part(&found.custom_claims_in_access_token_payload) }))
}

async fn put_payload_of(
    State(sessions): State<Sessions>,
    session: Session,
    input: Input<PutPayloadOfSession>,
) -> Result<Json<SessionPayload>, Error> {
    let handle = find_own(&sessions, &session, &input.params).await?.session_handle;
    change_payload(&sessions, &handle, UserPartChange::Replace(input.body.payload)).await
}

async fn merge_payload_of(
    State(sessions): State<Sessions>,
    session: Session,
    input: Input<MergePayloadOfSession>,
) -> Result<Json<SessionPayload>, Error> {
    let handle = find_own(&sessions, &session, &input.params).await?.session_handle;
    change_payload(&sessions, &handle, UserPartChange::Merge(input.body.payload)).await
}

async fn change_data(
    sessions: &Sessions,
    handle: &SessionHandle,
    change: UserPartChange,
) -> Result<Json<SessionData>, Error> {
    let changed: Option<Map<String, Value>> = sessions.change_user_data(handle, &change).await?;
    Ok(Json(SessionData { data: changed.ok_or_else(Error::not_found)? }))
}

async fn change_payload(
    sessions: &Sessions,
    handle: &SessionHandle,
    change: UserPartChange,
) -> Result<Json<SessionPayload>, Error> {
    let changed: Option<Map<String, Value>> = sessions.change_user_claim(handle, &change).await?;
    Ok(Json(SessionPayload { payload: changed.ok_or_else(Error::not_found)? }))
}
