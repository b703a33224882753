//! Refresh and sign-out, below the base path.

use axum::Router;
use server::{Json, Mount};
use session::axum::{RefreshOutcome, RequestSession};
use session::{Session, VerifyOptions};
use shared::{Refresh, RefreshResponse, SignOut, SignOutResponse};

use crate::error::Error;

/// The routes. They need [`session::axum::layer`] around them.
pub fn router() -> Router {
    refresh_router().merge(sign_out_router())
}

/// Refresh alone, for those whose sign-out is their own.
pub fn refresh_router() -> Router {
    Router::new().mount(Refresh, refresh)
}

/// Sign-out alone, for those whose refresh is their own. A user who lacks a claim may still leave
/// (wire protocol 2.5).
pub fn sign_out_router() -> Router {
    Router::new().mount(SignOut, sign_out).layer(VerifyOptions::new().claim_validators([]))
}

async fn refresh(request: RequestSession) -> Result<Json<RefreshResponse>, Error> {
    let message = match request.refresh_session().await? {
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
