//! A session's tokens by value, for responses that the session layer does not write.

use crate::tokens::pair::AccessToken;

/// What a session's client should hold (wire protocol 8). The refresh token is not among it: no
/// access token knows it. The caller that creates or refreshes a session gets it, in
/// [`crate::Tokens`].
#[derive(Clone)]
pub struct SessionTokens {
    /// The access token.
    pub access_token: AccessToken,
    /// The front token that goes with it, as the header carries it.
    pub front_token: String,
    /// The anti-CSRF token, if the session is protected by one.
    pub anti_csrf_token: Option<String>,
    /// Are the first two others than those that came? Then the client must be given them.
    pub access_and_front_token_updated: bool,
}
