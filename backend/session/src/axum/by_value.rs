//! Cookies and refusals for handlers that verify by value, without [`super::layer`]: what the
//! session layer does by itself, in single steps.

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use cookie::Cookie;
use shared::TokenTransfer;

use super::pending_tokens::PendingTokens;
use super::rejection::SessionFailure;
use super::transport::Transport;
use crate::{AccessToken, SessionError};

/// The session cookies of a request, for
/// [`Sessions::get_session`](crate::Sessions::get_session).
#[derive(Clone, Default)]
pub struct AuthCookies {
    /// `sAccessToken`, if it came once.
    pub access_token: Option<String>,
    /// `sIdRefreshToken`, if it came once. Browsers have it where `LEGACY_ID_REFRESH_COOKIE=true`.
    pub id_refresh_token: Option<String>,
}

impl Transport {
    /// The session cookies of a request, under the names that the settings give them.
    #[must_use]
    pub fn auth_cookies(&self, headers: &HeaderMap) -> AuthCookies {
        let found = self.cookies().read(headers);
        AuthCookies {
            access_token: found.access.once().map(str::to_owned),
            id_refresh_token: found.id_refresh.once().map(str::to_owned),
        }
    }

    /// The cookie that carries an access token to a browser: name, domain, path and flags as the
    /// settings have them.
    #[must_use]
    pub fn access_token_cookie(&self, token: &AccessToken) -> Cookie<'static> {
        self.cookies().access(Some(&token.text), self.sessions().now())
    }

    /// The cookies that clear `sAccessToken`, `sRefreshToken` and `sIdRefreshToken`.
    #[doc(alias = "clearAuthCookies")]
    #[must_use]
    pub fn clear_auth_cookies(&self) -> [Cookie<'static>; 3] {
        self.cookies().clear_all()
    }

    /// Answers an error of the session with a status of the handler's own, such as 440 for "session
    /// expired". UNAUTHORISED and theft clear the browser's tokens, TRY_REFRESH_TOKEN clears
    /// nothing. An error that does not say that the session has expired keeps its own status.
    #[must_use]
    pub fn session_expired(&self, error: SessionError, status: StatusCode) -> Response {
        let mut response = error.into_response();
        // Taken out, so that the session layer, if it is around, does not put its own status there.
        let Some(failure) = response.extensions_mut().remove::<SessionFailure>() else {
            return response;
        };
        *response.status_mut() = status;
        if failure == SessionFailure::ClearAll {
            let mut tokens = PendingTokens::default();
            tokens.clear(TokenTransfer::Cookie);
            tokens.clear(TokenTransfer::Header);
            tokens.write(response.headers_mut(), self);
        }
        response
    }
}
