//! The session cookies: names, attributes, reading and writing (wire protocol 3).

use std::time::Duration;

use axum::http::{HeaderMap, header};
use cookie::{Cookie, SameSite};
use shared::Timestamp;
use shared::names::cookie as names;
use time::OffsetDateTime;

use super::cookie_pairs::cookie_pairs;
use crate::config::{OlderCookieDomain, TransportConfig};

/// The access cookie outlives its token on purpose: its presence says that a refresh may work
/// (wire protocol 3.1). Browsers cap cookies at 400 days.
const ACCESS_COOKIE_LIFE: Duration = Duration::from_hours(365 * 24);

/// Names and attributes of the session cookies.
pub(crate) struct SessionCookies {
    access: String,
    refresh: String,
    refresh_path: String,
    domain: Option<String>,
    secure: bool,
    same_site: SameSite,
    /// The name of the cookie of the first generation of clients, if it is spoken.
    id_refresh: Option<String>,
    older_domain: Option<OlderCookieDomain>,
}

/// A cookie as a request shows it.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) enum CookieValue {
    /// Not there.
    #[default]
    Absent,
    /// There.
    Once(String),
    /// There more than once: the cookies' domain was changed (wire protocol 3.5).
    Many(Vec<String>),
}

impl CookieValue {
    fn add(&mut self, value: &str) {
        let value = value.to_owned();
        *self = match std::mem::take(self) {
            Self::Absent => Self::Once(value),
            Self::Once(first) => Self::Many(vec![first, value]),
            Self::Many(mut values) => {
                values.push(value);
                Self::Many(values)
            }
        };
    }

    pub(crate) fn once(&self) -> Option<&str> {
        match self {
            Self::Once(value) => Some(value),
            Self::Absent | Self::Many(_) => None,
        }
    }

    pub(crate) fn many(&self) -> Option<&[String]> {
        match self {
            Self::Many(values) => Some(values),
            Self::Absent | Self::Once(_) => None,
        }
    }

    pub(crate) fn all(&self) -> &[String] {
        match self {
            Self::Absent => &[],
            Self::Once(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    pub(crate) fn is_there(&self) -> bool {
        *self != Self::Absent
    }
}

/// Which session cookie came more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DuplicateCookie {
    /// The access token's.
    Access,
    /// The refresh token's.
    Refresh,
}

/// The session cookies of one request.
#[derive(Default)]
pub(crate) struct RequestCookies {
    pub(crate) access: CookieValue,
    pub(crate) refresh: CookieValue,
    /// The cookie of the first generation of clients, where it is spoken.
    pub(crate) id_refresh: CookieValue,
    /// The same cookie where it is not: left over from an older app (wire protocol 3.4).
    pub(crate) legacy: bool,
}

impl SessionCookies {
    pub(crate) fn new(config: &TransportConfig) -> Self {
        // A prefix makes the browser vouch for the attributes. `__Host-` forbids a narrower path,
        // so the refresh cookie, which has one, is `__Secure-`.
        let (access_prefix, refresh_prefix) = match (config.cookie_secure, &config.cookie_domain) {
            (true, None) => ("__Host-", "__Secure-"),
            (true, Some(_)) => ("__Secure-", "__Secure-"),
            (false, _) => ("", ""),
        };
        Self {
            access: format!("{access_prefix}{}", names::ACCESS_TOKEN),
            refresh: format!("{refresh_prefix}{}", names::REFRESH_TOKEN),
            refresh_path: config.refresh_path.clone(),
            domain: config.cookie_domain.clone(),
            secure: config.cookie_secure,
            same_site: config.cookie_same_site,
            id_refresh: config
                .legacy_id_refresh_cookie
                .then(|| format!("{access_prefix}{}", names::ID_REFRESH_TOKEN)),
            older_domain: config.older_cookie_domain.clone(),
        }
    }

    /// Reads a request's cookies. A pair that does not parse is skipped.
    pub(crate) fn read(&self, headers: &HeaderMap) -> RequestCookies {
        let mut found = RequestCookies::default();
        let lines = headers.get_all(header::COOKIE).into_iter();
        for (name, value) in lines.flat_map(|line| cookie_pairs(line.as_bytes())) {
            if name == self.access.as_bytes() {
                found.access.add(&value);
            } else if name == self.refresh.as_bytes() {
                found.refresh.add(&value);
            } else if self.id_refresh.as_deref().map(str::as_bytes) == Some(name) {
                found.id_refresh.add(&value);
            } else if name == names::ID_REFRESH_TOKEN.as_bytes() && !self.secure {
                found.legacy = true;
            }
        }
        found
    }

    /// The access token's cookie; `None` clears it.
    pub(crate) fn access(&self, token: Option<&str>, now: Timestamp) -> Cookie<'static> {
        let expires = token.map(|_| date(now + ACCESS_COOKIE_LIFE));
        self.build(&self.access, token, expires, "/")
    }

    /// The refresh token's cookie, with its expiry; `None` clears it.
    pub(crate) fn refresh(&self, token: Option<(&str, Timestamp)>) -> Cookie<'static> {
        let expires = token.map(|(_, expires_at)| date(expires_at));
        self.build(&self.refresh, token.map(|(text, _)| text), expires, &self.refresh_path)
    }

    /// The cookie that tells the first generation of clients' server that there is a session to
    /// refresh, with its expiry; `None` clears it. No cookie where that generation is not spoken.
    pub(crate) fn id_refresh(&self, id: Option<(&str, Timestamp)>) -> Option<Cookie<'static>> {
        let name = self.id_refresh.as_deref()?;
        let expires = id.map(|(_, expires_at)| date(expires_at));
        Some(self.build(name, id.map(|(text, _)| text), expires, "/"))
    }

    /// Is it known what the cookies' domain was before?
    pub(crate) fn knows_older_domain(&self) -> bool {
        self.older_domain.is_some()
    }

    /// Clears a session cookie on the domain of before.
    pub(crate) fn clear_older(&self, which: DuplicateCookie) -> Option<Cookie<'static>> {
        let mut cookie = match which {
            DuplicateCookie::Access => self.access(None, Timestamp::EPOCH),
            DuplicateCookie::Refresh => self.refresh(None),
        };
        match self.older_domain.as_ref()? {
            OlderCookieDomain::Host => cookie.unset_domain(),
            OlderCookieDomain::Domain(domain) => cookie.set_domain(domain.clone()),
        }
        Some(cookie)
    }

    /// Clears every session cookie, that of the first generation of clients too.
    pub(crate) fn clear_all(&self) -> [Cookie<'static>; 3] {
        let id_refresh = self.id_refresh(None).unwrap_or_else(|| self.clear_legacy());
        [self.access(None, Timestamp::EPOCH), self.refresh(None), id_refresh]
    }

    /// Clears the cookie of old clients.
    pub(crate) fn clear_legacy(&self) -> Cookie<'static> {
        self.build(names::ID_REFRESH_TOKEN, None, None, "/")
    }

    fn build(
        &self,
        name: &str,
        value: Option<&str>,
        expires: Option<OffsetDateTime>,
        path: &str,
    ) -> Cookie<'static> {
        let mut cookie = Cookie::build((name.to_owned(), value.unwrap_or_default().to_owned()))
            .path(path.to_owned())
            .expires(expires.unwrap_or(OffsetDateTime::UNIX_EPOCH))
            .http_only(true)
            .same_site(self.same_site)
            .build();
        if self.secure {
            cookie.set_secure(true);
        }
        if let Some(domain) = &self.domain {
            cookie.set_domain(domain.clone());
        }
        cookie
    }
}

fn date(at: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.as_secs()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn cookies(secure: bool, domain: Option<&str>) -> SessionCookies {
        SessionCookies::new(&TransportConfig {
            token_transfer: crate::config::TokenTransferSetting::Any,
            anti_csrf: crate::config::AntiCsrfMode::None,
            expose_access_token: false,
            session_expired_status_code: 401,
            cookie_secure: secure,
            cookie_same_site: SameSite::Lax,
            cookie_domain: domain.map(str::to_owned),
            older_cookie_domain: None,
            legacy_id_refresh_cookie: false,
            refresh_path: "/auth/session/refresh".to_owned(),
        })
    }

    fn read(cookies: &SessionCookies, header: &'static [u8]) -> RequestCookies {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_bytes(header).expect("a header"));
        cookies.read(&headers)
    }

    #[test]
    fn broken_pairs_are_skipped_and_doubles_seen() {
        let plain = cookies(false, None);
        let found = read(&plain, b"=x; a; sAccessToken=A; caf\xe9=1; %zz=%zz; sRefreshToken=R");
        assert!(found.access == CookieValue::Once("A".to_owned()));
        assert!(found.refresh == CookieValue::Once("R".to_owned()));
        let twice = read(&plain, b"sAccessToken=A; sAccessToken=B; sIdRefreshToken=x");
        assert!(twice.access == CookieValue::Many(vec!["A".to_owned(), "B".to_owned()]));
        assert!(twice.legacy);
    }

    #[test]
    fn exactly_one_spelling_is_read() {
        let secure = cookies(true, None);
        let found = read(&secure, b"sAccessToken=A; __Host-sAccessToken=B; sIdRefreshToken=x");
        assert!(found.access == CookieValue::Once("B".to_owned()));
        assert!(!found.legacy);
        let with_domain = cookies(true, Some("example.com"));
        let found = read(&with_domain, b"__Host-sAccessToken=B; __Secure-sAccessToken=C");
        assert!(found.access == CookieValue::Once("C".to_owned()));
        let other = read(&secure, b"%5F%5FHost-sAccessToken=B; \xc2\xa0__Host-sAccessToken=C");
        assert!(other.access == CookieValue::Absent);
    }
}
