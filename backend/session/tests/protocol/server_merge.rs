//! A handler that merges what it is sent into the payload: what code on a server may do, and no
//! shipped route does.

use anyhow::Result;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use backend::error::Error;
use serde_json::{Value, json};
use server::Json;
use session::Session;
use session::axum::Transport;
use shared::SessionPayload;
use tests::{Call, Client, Reply};

/// Merges `update` into the payload of the client's session; the reply shows the whole payload.
pub(crate) async fn merge(client: &mut Client, update: Value) -> Result<Reply> {
    let state = &client.app().state;
    let transport = Transport::new(state.sessions.clone(), state.config.transport.clone());
    let router = Router::new()
        .route("/merge", post(handler))
        .layer(from_fn_with_state(transport, session::axum::layer));
    client.send_to(router, Call::post("/merge").json(&json!({ "payload": update }))).await
}

async fn handler(
    session: Session,
    Json(update): Json<SessionPayload>,
) -> Result<Json<SessionPayload>, Error> {
    session.merge_into_access_token_payload(update.payload).await?;
    Ok(Json(SessionPayload { payload: session.get_access_token_payload() }))
}
