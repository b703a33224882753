//! Routes that know no session.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{any, get, post};
use serde_json::json;

use crate::replies::rid_is_anti_csrf;
use crate::stage::Stage;

pub(crate) fn router() -> Router<Arc<Stage>> {
    Router::new()
        .route("/check-rid-no-session", get(|headers| async move { rid_is_anti_csrf(&headers) }))
        .route("/403-without-body", post(|| async { (StatusCode::FORBIDDEN, "Forbidden") }))
        .route("/testing", any(testing))
        .route("/multipleInterceptors", post(multiple_interceptors))
        .route("/testUserConfig", post(|| async {}))
        .route("/testHeader", get(test_header))
        .route("/checkAllowCredentials", post(check_allow_credentials))
        .route("/testError", get(test_error))
}

async fn testing(headers: HeaderMap) -> impl IntoResponse {
    let echo = headers.get("testing").map(|value| [("testing", value.clone())]);
    (echo, "success")
}

async fn multiple_interceptors(headers: HeaderMap) -> &'static str {
    let both =
        headers.contains_key("interceptorheader1") && headers.contains_key("interceptorheader2");
    if both { "success" } else { "failure" }
}

async fn test_header(headers: HeaderMap) -> String {
    json!({ "success": headers.contains_key("st-custom-header") }).to_string()
}

async fn check_allow_credentials(headers: HeaderMap) -> String {
    headers.contains_key("allow-credentials").to_string()
}

async fn test_error(Query(query): Query<HashMap<String, String>>) -> impl IntoResponse {
    let code = query.get("code").and_then(|code| code.parse().ok());
    let status = code.and_then(|code| StatusCode::from_u16(code).ok());
    (status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), "test error message")
}
