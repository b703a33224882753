//! What a handler did to its session, for the layer that writes the response.

use crate::tokens::pair::{AccessToken, Tokens};

/// What the response must say of a session.
#[derive(Clone)]
pub enum SessionChange {
    /// It has another access token.
    AccessToken(AccessToken),
    /// It has another refresh token, too: it was re-keyed.
    Tokens(Box<Tokens>),
    /// It is gone.
    Revoked,
}

impl SessionChange {
    /// Another access token, after what was to be said before.
    pub(crate) fn with_access_token(before: Option<Self>, access_token: AccessToken) -> Self {
        match before {
            Some(Self::Tokens(tokens)) => {
                Self::Tokens(Box::new(Tokens { access_token, ..*tokens }))
            }
            _ => Self::AccessToken(access_token),
        }
    }
}
