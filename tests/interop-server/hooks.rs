//! How a suite prepares a case, and what it asks afterwards.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use server::Json;

use crate::app::Flags;
use crate::app_id::AppId;
use crate::replies::Failure;
use crate::stage::Stage;

/// The largest body of any route.
const BODY_LIMIT: usize = 20 * 1024 * 1024;

pub(crate) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(BODY_LIMIT)
}

pub(crate) fn router() -> Router<Arc<Stage>> {
    Router::new()
        .route("/test/setup/app", post(set_up_app))
        .route("/test/setup/st", post(set_up_st))
        .route("/reinitialiseBackendConfig", post(set_up_st))
        .route("/beforeeach", post(before_each))
        .route("/after", post(|| async {}))
        .route("/stopst", post(|| async {}))
        .route("/featureFlags", get(feature_flags))
        .route("/refreshCalledTime", get(refresh_called_time))
        .route("/refreshAttemptedTime", get(refresh_attempted_time))
        .route("/getSessionCalledTime", get(get_session_called_time))
        .route("/ping", get(|| async { "success" }))
        .route("/getPackageVersion", get(|| async { env!("CARGO_PKG_VERSION") }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SetUpApp {
    #[serde(default)]
    core_config: Value,
}

/// The suite's own `appId` is not looked at: two apps of one name are still two apps.
async fn set_up_app(
    State(stage): State<Arc<Stage>>,
    Json(body): Json<SetUpApp>,
) -> Result<String, Failure> {
    let id = AppId::new(&body.core_config)?;
    stage.make(id.clone()).await?;
    Ok(id.as_text())
}

/// What is not said stays as it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SetUpSt {
    core_url: Option<String>,
    enable_anti_csrf: Option<bool>,
    #[serde(rename = "enableJWT")]
    enable_jwt: Option<bool>,
}

async fn set_up_st(State(stage): State<Arc<Stage>>, request: Request) -> Result<(), Failure> {
    let is_setup = request.uri().path() == "/test/setup/st";
    // Before the body is read: who comes later waits.
    let mut act = stage.curtain().await;
    let Json(body): Json<SetUpSt> = Json::from_request(request, &()).await?;
    let id = body.core_url.as_deref().map(str::parse::<AppId>).transpose()?;
    let last = act.flags();
    let flags = Flags {
        enable_anti_csrf: body.enable_anti_csrf.unwrap_or(last.enable_anti_csrf),
        // A setup without the flag means off; the other hook keeps it.
        enable_jwt: body.enable_jwt.unwrap_or(!is_setup && last.enable_jwt),
    };
    Ok(stage.change(&mut act, id, flags).await?)
}

async fn before_each(State(stage): State<Arc<Stage>>) {
    stage.counters.zero();
}

async fn feature_flags(State(stage): State<Arc<Stage>>) -> Json<Value> {
    Json(json!({
        "sessionJwt": stage.flags().await.enable_jwt,
        "sessionClaims": true,
        "v3AccessToken": true,
        "duplicateCookieHandling": true,
    }))
}

async fn refresh_called_time(State(stage): State<Arc<Stage>>) -> String {
    stage.counters.refresh_called.as_text()
}

async fn refresh_attempted_time(State(stage): State<Arc<Stage>>) -> String {
    stage.counters.refresh_attempted.as_text()
}

async fn get_session_called_time(State(stage): State<Arc<Stage>>) -> String {
    stage.counters.get_session_called.as_text()
}
