//! What a request brings: tokens, and proofs that the app's own page sent it.

use axum::http::{HeaderMap, header};
use shared::TokenTransfer;
use shared::names::header as names;

use super::cookies::{RequestCookies, SessionCookies};

/// The session's part of a request.
pub(crate) struct RequestTokens {
    pub(crate) cookies: RequestCookies,
    /// `Authorization: Bearer …`; other schemes are not the session's.
    pub(crate) bearer: Option<String>,
    /// The anti-CSRF token.
    pub(crate) anti_csrf: Option<String>,
    /// Is there a `rid` header? Any value: a page of another origin cannot send one unasked.
    pub(crate) has_rid: bool,
    /// How the client wants the tokens of a new session.
    pub(crate) auth_mode: Option<TokenTransfer>,
}

impl RequestTokens {
    pub(crate) fn read(headers: &HeaderMap, cookies: &SessionCookies) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        Self {
            cookies: cookies.read(headers),
            bearer: text(header::AUTHORIZATION.as_str()).and_then(bearer).map(str::to_owned),
            anti_csrf: text(names::ANTI_CSRF).map(str::to_owned),
            has_rid: headers.contains_key(names::RID),
            auth_mode: text(names::ST_AUTH_MODE).and_then(auth_mode),
        }
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn auth_mode(value: &str) -> Option<TokenTransfer> {
    if value.eq_ignore_ascii_case(TokenTransfer::Cookie.as_str()) {
        Some(TokenTransfer::Cookie)
    } else if value.eq_ignore_ascii_case(TokenTransfer::Header.as_str()) {
        Some(TokenTransfer::Header)
    } else {
        None
    }
}
