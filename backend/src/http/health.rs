//! `GET /healthz`: does the process serve as it should?

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::maintenance::Maintenance;

/// The route. `maintenance` is the application's own, if it runs one; [`crate::serve::run`] stops
/// the whole process instead when its maintenance ends.
pub(crate) fn router(maintenance: Option<Arc<Maintenance>>) -> Router {
    Router::new().route("/healthz", get(health)).with_state(maintenance)
}

/// No database is asked: a database that is away is no reason to restart the process.
async fn health(State(maintenance): State<Option<Arc<Maintenance>>>) -> (StatusCode, &'static str) {
    if maintenance.is_some_and(|maintenance| maintenance.has_ended()) {
        let sentence =
            "maintenance has ended, see the log: restart with the server key that is in use";
        return (StatusCode::SERVICE_UNAVAILABLE, sentence);
    }
    (StatusCode::OK, "ok")
}
