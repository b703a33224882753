//! What is refused before any session logic: requests with a foreign Host (DNS rebinding), and
//! state changes that a page of another origin sent.

mod forwarded;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use url::Url;

use crate::loopback::{is_loopback, loopback_twin};
use crate::{RequestError, ServerConfig};

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Whose pages may change state, and whether the Host must be this machine.
#[derive(Debug, Clone)]
pub struct Guard {
    origins: Arc<[String]>,
    loopback_only: bool,
}

impl Guard {
    /// The guard that the settings ask for.
    #[must_use]
    pub fn new(config: &ServerConfig) -> Self {
        let mut origins = config.allowed_origins.clone();
        if config.allow_loopback_twins {
            let twins: Vec<_> = origins.iter().filter_map(|origin| loopback_twin(origin)).collect();
            origins.extend(twins);
        }
        Self { origins: origins.into(), loopback_only: config.loopback_only }
    }

    /// Origins whose pages may change state, both names of this machine included where the settings
    /// allow them.
    #[must_use]
    pub fn origins(&self) -> &[String] {
        &self.origins
    }

    fn check(&self, request: &Request) -> Result<(), RequestError> {
        if self.loopback_only && !asks_this_machine(request) {
            return Err(RequestError::MisdirectedRequest);
        }
        if !changes_state(request.method()) || self.allows_origin(request.headers()) {
            return Ok(());
        }
        Err(if self.loopback_only {
            RequestError::OriginRefusedInDevelopment
        } else {
            RequestError::OriginRefused
        })
    }

    /// Only browsers send these headers, and no page can change them. A caller with neither is no
    /// browser.
    fn allows_origin(&self, headers: &HeaderMap) -> bool {
        let site = headers.get(SEC_FETCH_SITE);
        let same_origin = site.is_some_and(|site| site == "same-origin");
        match headers.get(header::ORIGIN) {
            None => same_origin || site.is_none(),
            Some(origin) if self.origins.iter().any(|allowed| origin == allowed.as_str()) => true,
            // The origin of a page behind a proxy that gives this server another name. In
            // development that may be a tunnel, by which others reach this machine.
            Some(origin) => same_origin && (!self.loopback_only || is_own(origin, headers)),
        }
    }
}

/// The middleware, for `axum::middleware::from_fn_with_state`.
///
/// # Errors
/// [`RequestError::MisdirectedRequest`], [`RequestError::OriginRefused`] and its like in development. None clears
/// anything.
pub async fn layer(
    State(guard): State<Guard>,
    request: Request,
    next: Next,
) -> Result<Response, RequestError> {
    guard.check(&request)?;
    Ok(next.run(request).await)
}

/// Refuses what a page of another site asks to read: for responses that hold a token.
///
/// # Errors
/// [`RequestError::OriginRefused`].
pub fn refuse_cross_site(headers: &HeaderMap) -> Result<(), RequestError> {
    let cross_site = headers.get(SEC_FETCH_SITE).is_some_and(|site| site == "cross-site");
    if cross_site { Err(RequestError::OriginRefused) } else { Ok(()) }
}

fn changes_state(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

/// Is every name by which the request asks for this server a name of this machine? A page elsewhere
/// whose name was pointed at 127.0.0.1 (DNS rebinding) uses another one, and so does a browser that
/// came through a tunnel.
fn asks_this_machine(request: &Request) -> bool {
    let headers = request.headers();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let asked = host.or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    std::iter::once(asked)
        .chain(forwarded::hosts(headers))
        .all(|name| name.is_some_and(is_this_machine))
}

fn is_this_machine(authority: &str) -> bool {
    Url::parse(&format!("http://{authority}/")).is_ok_and(|url| is_loopback(&url))
}

/// Is this the origin of a page that this very server has served, by the name in `Host`?
fn is_own(origin: &HeaderValue, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).map(HeaderValue::as_bytes);
    host.is_some() && origin.as_bytes().strip_prefix(b"http://") == host
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> Guard {
        Guard { origins: ["http://localhost:8080".to_owned()].into(), loopback_only: true }
    }

    #[test]
    fn origin_and_fetch_site_decide_together() {
        let cases = [
            (None, None, true),
            (Some("http://localhost:8080"), None, true),
            (Some("http://localhost:8080"), Some("same-site"), true),
            (Some("http://evil.test"), Some("same-origin"), false),
            (Some("http://localhost:9999"), Some("same-origin"), false),
            (None, Some("same-origin"), true),
            (None, Some("none"), false),
            (None, Some("cross-site"), false),
            (Some("null"), None, false),
            (Some("http://evil.test"), None, false),
            (Some("https://localhost:8080"), None, false),
            (Some("http://localhost:8080.evil.test"), None, false),
            (Some(""), None, false),
        ];
        for (origin, site, allowed) in cases {
            let mut headers = HeaderMap::new();
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().expect("a header"));
            }
            if let Some(site) = site {
                headers.insert(SEC_FETCH_SITE, site.parse().expect("a header"));
            }
            assert_eq!(guard().allows_origin(&headers), allowed, "{origin:?} {site:?}");
            // In production a proxy may rewrite the Host, and the browser knows best.
            let production = Guard { loopback_only: false, ..guard() };
            let allowed = allowed || site == Some("same-origin");
            assert_eq!(production.allows_origin(&headers), allowed, "{origin:?} {site:?}");
        }
    }

    #[test]
    fn a_page_that_this_server_has_served_is_its_own() {
        for (origin, host, allowed) in [
            ("http://localhost:3000", "localhost:3000", true),
            ("http://localhost:3000", "localhost:3001", false),
            ("https://localhost:3000", "localhost:3000", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ORIGIN, origin.parse().expect("a header"));
            headers.insert(header::HOST, host.parse().expect("a header"));
            assert!(!guard().allows_origin(&headers), "without Sec-Fetch-Site");
            headers.insert(SEC_FETCH_SITE, HeaderValue::from_static("same-origin"));
            assert_eq!(guard().allows_origin(&headers), allowed, "{origin} {host}");
        }
    }

    #[test]
    fn only_this_machines_names_are_answered() {
        let request = |host: &str| {
            Request::builder().header(header::HOST, host).body(axum::body::Body::empty())
        };
        for good in
            ["localhost", "LocalHost:3000", "app.localhost:3000", "127.0.0.1:80", "[::1]:3000"]
        {
            assert!(guard().check(&request(good).expect("a request")).is_ok(), "{good}");
        }
        for bad in [
            "evil.test",
            "localhost.evil.test",
            "127.0.0.1.evil.test",
            "evillocalhost",
            "192.168.1.2",
            "",
            "a b",
        ] {
            assert!(guard().check(&request(bad).expect("a request")).is_err(), "{bad}");
        }
    }
}
