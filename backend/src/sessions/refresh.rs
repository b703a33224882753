//! The session's own routes, below the base path: refresh, sign-out, and the public keys.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use shared::{
    Discovery, Endpoint, Jwks, OpenIdConfiguration, Refresh, RefreshResponse, SignOut,
    SignOutResponse,
};

use crate::error::Error;
use crate::http::Json;
use session::axum::{RefreshOutcome, RequestSession};
use session::{Session, Sessions, VerifyOptions};

/// The routes of the public keys. Everybody may read them, from any page.
pub fn keys_router(sessions: Sessions) -> Router {
    Router::new()
        .route(Jwks::PATH, get(jwks))
        .route(Discovery::PATH, get(discovery))
        .with_state(sessions)
}

/// The routes. They need [`session::axum::layer`] around them.
pub fn router() -> Router {
    refresh_router().merge(sign_out_router())
}

/// Refresh alone, for those whose sign-out is their own.
pub fn refresh_router() -> Router {
    Router::new().route(Refresh::PATH, post(refresh))
}

/// Sign-out alone, for those whose refresh is their own. Whoever lacks a claim may still leave
/// (wire protocol 2.5).
pub fn sign_out_router() -> Router {
    let options = VerifyOptions::new().claim_validators([]);
    Router::new().route(SignOut::PATH, post(sign_out).layer(Extension(options)))
}

async fn refresh(exchange: RequestSession) -> Result<Json<RefreshResponse>, Error> {
    let message = match exchange.refresh_session().await? {
        RefreshOutcome::Refreshed => None,
        RefreshOutcome::ClearedOlderCookies => {
            Some("cleared the session cookies of the older domain; try again".to_owned())
        }
    };
    Ok(Json(RefreshResponse { message }))
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

async fn discovery(State(sessions): State<Sessions>) -> Result<Response, Error> {
    let document = OpenIdConfiguration::of(sessions.issuer(), sessions.keys().algorithm_name()?);
    let headers = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    Ok((headers, Json(document)).into_response())
}
