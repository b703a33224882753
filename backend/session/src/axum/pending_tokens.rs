//! What a response says of the session, collected and written once: a later word on a cookie or a
//! header replaces an earlier one.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use cookie::Cookie;
use shared::names::header as names;
use shared::{AccessTokenPayload, Timestamp, TokenTransfer};

use super::cookies::DuplicateCookie;
use super::transport::Transport;
use crate::{AccessToken, Tokens};

/// What browsers cap cookies at: 400 days.
const LONGEST_COOKIE_LIFE: Duration = Duration::from_hours(400 * 24);

/// Set it, clear it, or leave it alone.
#[derive(Default)]
enum Change<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

/// The session's part of a response.
#[derive(Default)]
pub(crate) struct PendingTokens {
    access_cookie: Change<String>,
    refresh_cookie: Change<(String, Timestamp)>,
    id_refresh_cookie: Change<(String, Timestamp)>,
    clear_legacy_cookie: bool,
    clear_older: Vec<DuplicateCookie>,
    access_header: Change<String>,
    refresh_header: Change<String>,
    front_token: Change<String>,
    anti_csrf: Option<String>,
}

impl PendingTokens {
    /// New tokens, by `method`; in cookie mode the access token is also exposed if `expose`.
    pub(crate) fn issue(&mut self, tokens: &Tokens, method: TokenTransfer, expose: bool) {
        self.replace_access_token(&tokens.access_token, method, expose);
        match method {
            TokenTransfer::Cookie => {
                self.refresh_cookie =
                    Change::Set((tokens.refresh_token.clone(), tokens.refresh_token_expires_at));
                // Its presence is all that counts; this names no secret.
                let id = tokens.access_token.claims.session_handle.to_string();
                self.id_refresh_cookie = Change::Set((id, tokens.refresh_token_expires_at));
                self.anti_csrf.clone_from(&tokens.anti_csrf_token);
            }
            TokenTransfer::Header => {
                self.refresh_header = Change::Set(tokens.refresh_token.clone());
            }
        }
    }

    /// Another access token of the same session: the refresh and anti-CSRF tokens stay.
    pub(crate) fn replace_access_token(
        &mut self,
        token: &AccessToken,
        method: TokenTransfer,
        expose: bool,
    ) {
        self.front_token = Change::Set(token.claims.front_token().encode());
        if method == TokenTransfer::Cookie {
            self.access_cookie = Change::Set(token.text.clone());
        }
        if method == TokenTransfer::Header || expose {
            self.access_header = Change::Set(token.text.clone());
        }
    }

    /// The tokens of `method` are gone (wire protocol 3.2).
    pub(crate) fn clear(&mut self, method: TokenTransfer) {
        match method {
            TokenTransfer::Cookie => {
                self.access_cookie = Change::Clear;
                self.refresh_cookie = Change::Clear;
                self.id_refresh_cookie = Change::Clear;
            }
            TokenTransfer::Header => {
                self.access_header = Change::Clear;
                self.refresh_header = Change::Clear;
            }
        }
        self.front_token = Change::Clear;
        self.anti_csrf = None;
    }

    /// The cookie of old clients goes with the next change of cookies (wire protocol 3.4).
    pub(crate) fn clear_legacy_cookie(&mut self) {
        self.clear_legacy_cookie = true;
    }

    /// A cookie that came twice goes on the domain of before. Clients throw on a 200 from the
    /// refresh route without a front token (wire protocol 3.5), so the current one goes along.
    pub(crate) fn clear_older(
        &mut self,
        which: DuplicateCookie,
        current: Option<&AccessTokenPayload>,
    ) {
        self.clear_older.push(which);
        if let Some(claims) = current {
            self.front_token = Change::Set(claims.front_token().encode());
        }
    }

    /// Writes it all.
    pub(crate) fn write(self, headers: &mut HeaderMap, transport: &Transport) {
        let (cookies, now) = (transport.cookies(), transport.sessions().now());
        let capped = |expires: Timestamp| expires.min(now + LONGEST_COOKIE_LIFE);
        match &self.access_cookie {
            Change::Keep => {}
            Change::Clear => add_cookie(headers, &cookies.access(None, now)),
            Change::Set(text) => add_cookie(headers, &cookies.access(Some(text), now)),
        }
        match &self.refresh_cookie {
            Change::Keep => {}
            Change::Clear => add_cookie(headers, &cookies.refresh(None)),
            Change::Set((text, expires)) => {
                add_cookie(headers, &cookies.refresh(Some((text, capped(*expires)))));
            }
        }
        let id_refresh = match &self.id_refresh_cookie {
            Change::Keep => None,
            Change::Clear => cookies.id_refresh(None),
            Change::Set((id, expires)) => cookies.id_refresh(Some((id, capped(*expires)))),
        };
        let older = self.clear_older.iter().filter_map(|which| cookies.clear_older(*which));
        for cookie in id_refresh.into_iter().chain(older) {
            add_cookie(headers, &cookie);
        }
        // A fault says nothing of the session, and must not touch this cookie either.
        if self.clear_legacy_cookie && !matches!(self.front_token, Change::Keep) {
            add_cookie(headers, &cookies.clear_legacy());
        }
        let front_token = match self.front_token {
            Change::Keep => None,
            Change::Clear => Some(names::REMOVE.to_owned()),
            Change::Set(text) => Some(text),
        };
        expose(headers, names::FRONT_TOKEN, front_token);
        expose(headers, names::ANTI_CSRF, self.anti_csrf);
        expose(headers, names::ST_ACCESS_TOKEN, self.access_header.into_header());
        expose(headers, names::ST_REFRESH_TOKEN, self.refresh_header.into_header());
    }
}

impl Change<String> {
    /// In a header, clearing is the empty string (wire protocol rule 9).
    fn into_header(self) -> Option<String> {
        match self {
            Self::Keep => None,
            Self::Clear => Some(String::new()),
            Self::Set(text) => Some(text),
        }
    }
}

fn add_cookie(headers: &mut HeaderMap, cookie: &Cookie<'_>) {
    no_store(headers);
    match HeaderValue::from_str(&cookie.encoded().to_string()) {
        Ok(value) => {
            headers.append(header::SET_COOKIE, value);
        }
        // Names, domain and path were checked at start, and the value is encoded.
        Err(error) => tracing::error!(%error, name = cookie.name(), "cannot write a cookie"),
    }
}

/// Adds a header and lets the browser's script read it.
fn expose(headers: &mut HeaderMap, name: &'static str, value: Option<String>) {
    let Some(value) = value else { return };
    let Ok(value) = HeaderValue::from_str(&value) else {
        tracing::error!(name, "cannot write a header");
        return;
    };
    no_store(headers);
    headers.insert(HeaderName::from_static(name), value);
    let exposed = header::ACCESS_CONTROL_EXPOSE_HEADERS;
    let mut names: Vec<&str> = Vec::new();
    // The app may have exposed something before, in one line or in several, and perhaps this name.
    let lines = headers.get_all(&exposed).iter().filter_map(|line| line.to_str().ok());
    for listed in lines.flat_map(|line| line.split(',')).chain([name]).map(str::trim) {
        if !listed.is_empty() && !names.iter().any(|known| known.eq_ignore_ascii_case(listed)) {
            names.push(listed);
        }
    }
    if let Ok(list) = HeaderValue::from_str(&names.join(", ")) {
        headers.insert(exposed, list);
    }
}

/// Keeps a response out of every cache.
pub fn no_store(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}
