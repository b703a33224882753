//! What a session's client is given: an access token and a refresh token.

use std::sync::Arc;

use shared::{AccessTokenPayload, Timestamp};

use crate::tokens::access_token::UnverifiedToken;

/// An access token and what it says.
#[derive(Clone)]
pub struct AccessToken {
    /// The token.
    pub text: String,
    /// Its payload.
    pub claims: Arc<AccessTokenPayload>,
    /// As it was parsed when this process signed it, for
    /// [`Issuer::remember`](super::issuer::Issuer::remember).
    pub(crate) signed: Option<UnverifiedToken>,
}

/// What a sign-in or a refresh gives.
#[derive(Clone)]
pub struct Tokens {
    /// The access token.
    pub access_token: AccessToken,
    /// The refresh token.
    pub refresh_token: String,
    /// When the refresh token expires.
    pub refresh_token_expires_at: Timestamp,
    /// The anti-CSRF token, if the session is protected by one.
    pub anti_csrf_token: Option<String>,
}
