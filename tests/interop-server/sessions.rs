//! Routes on a session: what a developer writes who mounts Latchkey under their own routes.

use std::path::Path;
use std::sync::Arc;

use axum::extract::{FromRef, State};
use axum::http::HeaderMap;
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use backend::error::Error;
use backend::routes::{keys_router, sign_out_router};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use server::Json;
use session::PROTECTED;
use session::axum::{RefreshOutcome, RequestSession, Transport, layer};
use session::{ClaimValidator, NewSession, Session, Sessions, VerifyOptions};
use shared::names::header::RID;
use shared::{TenantId, UserId};
use tower_http::services::ServeDir;

use crate::app::{App, Flags};
use crate::counters::Counters;
use crate::older_login;
use crate::replies::{in_the_words_of_suites, not_found, rid_is_anti_csrf};

/// What handlers share.
#[derive(Clone)]
struct Shared {
    sessions: Sessions,
    flags: Flags,
    counters: Arc<Counters>,
}

impl FromRef<Shared> for Sessions {
    fn from_ref(shared: &Shared) -> Self {
        shared.sessions.clone()
    }
}

/// The routes of one app, with these flags.
pub(crate) fn router(
    app: &App,
    flags: Flags,
    counters: &Arc<Counters>,
    static_dir: Option<&Path>,
) -> Router {
    let sessions = app.sessions.clone();
    let transport = Transport::new(sessions.clone(), app.transport_config(flags));
    let shared = Shared { sessions: sessions.clone(), flags, counters: Arc::clone(counters) };
    // The built-in sign-out beside a refresh of our own.
    let auth =
        sign_out_router().route("/session/refresh", post(refresh).with_state(shared.clone()));
    let routes = own_routes()
        .with_state(shared)
        .nest(app.base_path(), auth)
        .layer(map_response(in_the_words_of_suites))
        .layer(from_fn_with_state(transport, layer))
        .merge(Router::new().nest(app.base_path(), keys_router(sessions)))
        .method_not_allowed_fallback(not_found);
    match static_dir {
        Some(folder) => {
            let files = ServeDir::new(folder).call_fallback_on_method_not_allowed(true);
            routes.fallback_service(files.fallback(get(not_found).fallback(not_found)))
        }
        None => routes.fallback(not_found),
    }
}

fn own_routes() -> Router<Shared> {
    let failing =
        ClaimValidator::custom("test-claim-failing", |_| Err(json!({ "message": "testReason" })));
    let claims_error = post(|_: Session| async {})
        .layer(Extension(VerifyOptions::new().claim_validators([failing])));
    Router::new()
        .route("/", get(get_session))
        .route("/login", post(login))
        .route("/login-2.18", post(older_login::login))
        .route("/check-rid", get(check_rid))
        .route("/update-jwt", get(payload).post(update_jwt))
        .route("/update-jwt-with-handle", post(update_jwt_with_handle))
        .route("/session-claims-error", claims_error)
        .route("/logout", post(log_out))
        .route("/revokeAll", post(revoke_all))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogIn {
    user_id: UserId,
}

async fn login(
    State(shared): State<Shared>,
    exchange: RequestSession,
    Json(LogIn { user_id }): Json<LogIn>,
) -> Result<String, Error> {
    let mut new = NewSession::of(user_id.clone(), TenantId::default());
    if shared.flags.enable_jwt {
        new.access_token_payload.insert("customClaim".to_owned(), json!("customValue"));
    }
    exchange.create_new_session(new).await?;
    Ok(user_id.into())
}

async fn get_session(State(shared): State<Shared>, session: Session) -> String {
    shared.counters.get_session_called.count();
    session.get_user_id().to_string()
}

async fn refresh(
    State(shared): State<Shared>,
    headers: HeaderMap,
    exchange: RequestSession,
) -> Result<Response, Error> {
    shared.counters.refresh_attempted.count();
    match exchange.refresh_session().await? {
        RefreshOutcome::ClearedOlderCookies => {
            Ok(Json(json!({ "message": "cleared the cookies of the older domain" }))
                .into_response())
        }
        RefreshOutcome::Refreshed if !headers.contains_key(RID) => {
            Ok("refresh failed".into_response())
        }
        RefreshOutcome::Refreshed => {
            shared.counters.refresh_called.count();
            Ok("refresh success".into_response())
        }
    }
}

async fn check_rid(_: Session, headers: HeaderMap) -> &'static str {
    rid_is_anti_csrf(&headers)
}

async fn payload(session: Session) -> Json<Map<String, Value>> {
    Json(session.get_access_token_payload())
}

async fn update_jwt(
    session: Session,
    Json(new): Json<Map<String, Value>>,
) -> Result<Json<Map<String, Value>>, Error> {
    session.merge_into_access_token_payload(replacement(&session, new)).await?;
    Ok(Json(session.get_access_token_payload()))
}

/// By the handle: the reply says nothing of it, the next refresh does.
async fn update_jwt_with_handle(
    State(shared): State<Shared>,
    session: Session,
    Json(new): Json<Map<String, Value>>,
) -> Result<Json<Map<String, Value>>, Error> {
    let update = replacement(&session, new);
    shared.sessions.merge_into_access_token_payload(session.get_handle(), &update).await?;
    Ok(Json(session.get_access_token_payload()))
}

/// A merge that replaces the whole of the app's payload by `new`.
fn replacement(session: &Session, new: Map<String, Value>) -> Map<String, Value> {
    let mut update: Map<_, _> = session
        .get_access_token_payload()
        .into_iter()
        .filter(|(name, _)| !PROTECTED.contains(&name.as_str()))
        .map(|(name, _)| (name, Value::Null))
        .collect();
    update.extend(new);
    update
}

async fn log_out(session: Session) -> Result<&'static str, Error> {
    session.revoke_session().await?;
    Ok("success")
}

async fn revoke_all(State(shared): State<Shared>, session: Session) -> Result<&'static str, Error> {
    shared.sessions.revoke_all_sessions_for_user(session.get_user_id(), None).await?;
    Ok("success")
}
