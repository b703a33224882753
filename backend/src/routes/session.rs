//! The session's own routes, below the base path: refresh, sign-out, JWKS.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use shared::{Endpoint, Jwks, Refresh, RefreshResponse, SignOut, SignOutResponse};

use crate::error::Error;
use crate::extract::Json;
use crate::session::{Session, Sessions, VerifyOptions};
use crate::transport::Exchange;

/// Other services may keep the keys this long: half the time between publishing a key and using it
/// would do, and a minute is what this app's own processes take.
const JWKS_CACHE: HeaderValue = HeaderValue::from_static("max-age=60, must-revalidate");

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
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (header::CACHE_CONTROL, JWKS_CACHE),
    ];
    (headers, Json(sessions.keys().jwks())).into_response()
}
