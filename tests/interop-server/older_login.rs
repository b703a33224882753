//! POST `/login-2.18`: a session as servers of that generation made it. Its front token shows the app's
//! payload alone, and not the whole token's; the tokens travel in headers; it has no issuer.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::AppendHeaders;
use backend::error::Error;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use server::Json;
use session::{NewSession, Sessions};
use shared::names::header::{FRONT_TOKEN, ST_ACCESS_TOKEN, ST_REFRESH_TOKEN};
use shared::{FrontToken, TenantId, UserId};

/// How long clients are told that the access token is good.
const HOUR: Duration = Duration::from_hours(1);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OlderLogIn {
    user_id: UserId,
    #[serde(default)]
    payload: Map<String, Value>,
}

/// Made by value, because the session layer would show the whole payload.
pub(crate) async fn login(
    State(sessions): State<Sessions>,
    Json(OlderLogIn { user_id, payload }): Json<OlderLogIn>,
) -> Result<AppendHeaders<[(HeaderName, String); 4]>, Error> {
    let mut new = NewSession::of(user_id.clone(), TenantId::default());
    new.access_token_payload.clone_from(&payload);
    let tokens = sessions.create_new_session(new).await?;
    let handle = &tokens.access_token.claims.session_handle;
    let no_issuer = Map::from_iter([("iss".to_owned(), json!(null))]);
    sessions.merge_into_access_token_payload(handle, &no_issuer).await?;
    let ate = sessions.now() + HOUR;
    let front_token = FrontToken { uid: user_id, ate, up: payload };
    let exposed = [FRONT_TOKEN, ST_ACCESS_TOKEN, ST_REFRESH_TOKEN].join(", ");
    Ok(AppendHeaders([
        (HeaderName::from_static(FRONT_TOKEN), front_token.encode()),
        (HeaderName::from_static(ST_ACCESS_TOKEN), tokens.access_token.text),
        (HeaderName::from_static(ST_REFRESH_TOKEN), tokens.refresh_token),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed),
    ]))
}
