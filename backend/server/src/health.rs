//! `GET /healthz`: does the process serve as it should?

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

/// The route. It answers 200 `ok`, or 503 with the sentence of `fault`, which says what is wrong with
/// the process and what helps; `None` when nothing is.
///
/// `fault` should ask no database: a database that is away is no reason to restart the process.
pub fn router<F>(fault: F) -> Router
where
    F: Fn() -> Option<&'static str> + Clone + Send + Sync + 'static,
{
    let health = move || async move {
        fault().map_or((StatusCode::OK, "ok"), |fault| (StatusCode::SERVICE_UNAVAILABLE, fault))
    };
    Router::new().route("/healthz", get(health))
}
