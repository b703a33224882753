//! The session as an argument of a handler: `session: Session` means signed in, `Option<Session>`
//! means maybe. A token that is expired, forged or fails anti-CSRF is an error in both.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;

use super::RequestSession;
use crate::{Session, SessionError};

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
