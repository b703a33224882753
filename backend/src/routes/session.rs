//! The session's own routes, below the base path: refresh, sign-out, JWKS.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use shared::{Endpoint, Jwks, Refresh, RefreshResponse, SignOut, SignOutResponse};

use crate::error::Error;
use crate::extract::Json;
use crate::session::{Session, Sessions, VerifyOptions};
use crate::transport::Exchange;

/// The routes. They need [`crate::transport::layer`] around them.
pub fn router(sessions: Sessions) -> Router {
    Router::new()
        .route(Refresh::PATH, post(refresh))
        // Whoever lacks a claim may still leave (wire protocol 2.5).
        .route(
            SignOut::PATH,
            post(sign_out).layer(Extension(VerifyOptions::new().claim_validators([]))),
        )
        .route(Jwks::PATH, get(jwks))
        .with_state(sessions)
}

async fn refresh(exchange: Exchange) -> Result<Json<RefreshResponse>, Error> {
    exchange.refresh_session().await?;
    Ok(Json(RefreshResponse {}))
}

async fn sign_out(session: Session) -> Result<Json<SignOutResponse>, Error> {
    session.revoke_session().await?;
    Ok(Json(SignOutResponse::Ok))
}

async fn jwks(State(sessions): State<Sessions>) -> Response {
    let keys = sessions.keys();
    let cache = format!("max-age={}, must-revalidate", keys.jwks_max_age());
    let headers =
        [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()), (header::CACHE_CONTROL, cache)];
    (headers, Json(keys.jwks())).into_response()
}
