//! `GET /healthz`: does the process serve as it should?

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::maintenance::Maintenance;

/// The route. `upkeep` is the application's own, if it runs one; [`crate::serve::run`] stops the
/// whole process instead when its upkeep ends.
pub(crate) fn router(upkeep: Option<Arc<Maintenance>>) -> Router {
    Router::new().route("/healthz", get(health)).with_state(upkeep)
}

/// No database is asked: a database that is away is no reason to restart the process.
async fn health(State(upkeep): State<Option<Arc<Maintenance>>>) -> (StatusCode, &'static str) {
    if upkeep.is_some_and(|upkeep| upkeep.has_ended()) {
        let sentence = "upkeep has ended, see the log: restart with the server key that is in use";
        return (StatusCode::SERVICE_UNAVAILABLE, sentence);
    }
    (StatusCode::OK, "ok")
}
