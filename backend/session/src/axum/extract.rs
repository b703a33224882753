//! The session as an argument of a handler: `session: Session` means signed in, `Option<Session>`
//! means maybe. A token that is expired, forged or fails anti-CSRF is an error in both.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts};
use axum::http::header;
use axum::http::request::Parts;

use super::request_session::RequestSession;
use crate::{Device, Session, SessionError, VerifyOptions};

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = SessionError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, SessionError> {
        let request = RequestSession::from_request_parts(parts, state).await?;
        Ok(request.verify_session().await?.ok_or_else(|| request.missing_session())?)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Session {
    type Rejection = SessionError;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> Result<Option<Self>, SessionError> {
        let request = RequestSession::from_request_parts(parts, state).await?;
        request.verify_session().await
    }
}

/// A session whose row was read for this request: one that was revoked is UNAUTHORISED at once,
/// whatever the settings and the route's options say, and its payload is the one that is stored.
#[derive(Clone)]
pub struct LiveSession(pub Session);

impl<S: Send + Sync> FromRequestParts<S> for LiveSession {
    type Rejection = SessionError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, SessionError> {
        let mut request = RequestSession::from_request_parts(parts, state).await?;
        request.add_options(&VerifyOptions::new().check_database(true));
        let session = request.verify_session().await?;
        Ok(Self(session.ok_or_else(|| request.missing_session())?))
    }
}

/// Who asks, for what the app writes down beside the session's row.
impl<S: Send + Sync> FromRequestParts<S> for Device {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(device_of(parts))
    }
}

pub(super) fn device_of(parts: &Parts) -> Device {
    let user_agent = parts.headers.get(header::USER_AGENT).and_then(|text| text.to_str().ok());
    let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    Device::new(user_agent, address.map(|peer| peer.ip().to_string()))
}
