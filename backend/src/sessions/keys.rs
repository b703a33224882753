//! The public keys, for services that verify access tokens by themselves.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, header};
use serde_json::Value;
use server::{Json, Mount};
use session::Sessions;
use shared::{Discovery, Jwks, OpenIdConfiguration};

use crate::error::Error;

/// The routes. Every caller may read them, and every page.
pub fn router(sessions: Sessions) -> Router {
    Router::new().mount(Jwks, jwks).mount(Discovery, discovery).with_state(sessions)
}

async fn jwks(State(sessions): State<Sessions>) -> ([(HeaderName, String); 2], Json<Value>) {
    let keys = sessions.keys();
    let cache = format!("max-age={}, must-revalidate", keys.jwks_max_age().as_secs());
    let headers =
        [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()), (header::CACHE_CONTROL, cache)];
    (headers, Json(keys.jwks()))
}

async fn discovery(
    State(sessions): State<Sessions>,
) -> Result<([(HeaderName, &'static str); 1], Json<OpenIdConfiguration>), Error> {
    let document = OpenIdConfiguration::of(sessions.issuer(), sessions.keys().algorithm_name()?);
    Ok(([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], Json(document)))
}
