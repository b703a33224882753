//! What is refused before any session logic: requests that this machine should not have got, and
//! state changes that a page of another origin sent.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use url::Url;

use crate::config::{Config, RunMode, is_loopback};
use crate::error::Error;

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Whose pages may change state, and whether the Host must be this machine.
#[derive(Debug, Clone)]
pub struct Guard {
    origins: Arc<[String]>,
    loopback_only: bool,
}

impl Guard {
    /// The guard that the settings ask for. In development both names of this machine are allowed
    /// for each allowed origin, because people type both.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let mut origins = config.allowed_origins.clone();
        if config.run_mode == RunMode::Development {
            let twins: Vec<_> = origins.iter().filter_map(|origin| loopback_twin(origin)).collect();
            origins.extend(twins);
        }
        let loopback_only = config.run_mode == RunMode::Development && !config.allow_lan;
        Self { origins: origins.into(), loopback_only }
    }

    /// Origins whose pages may change state.
    #[must_use]
    pub fn origins(&self) -> &[String] {
        &self.origins
    }

    fn check(&self, request: &Request) -> Result<(), Error> {
        if self.loopback_only && !url(request).is_some_and(|url| is_loopback(&url)) {
            // A page elsewhere whose name was pointed at 127.0.0.1 (DNS rebinding) ends here.
            return Err(Error::MisdirectedRequest);
        }
        if changes_state(request.method()) && !self.allows_origin(request.headers()) {
            return Err(Error::OriginRefused);
        }
        Ok(())
    }

    /// Only browsers send these headers, and no page can change them. A caller with neither is no
    /// browser.
    fn allows_origin(&self, headers: &HeaderMap) -> bool {
        let site = headers.get(SEC_FETCH_SITE);
        if site.is_some_and(|site| site == "same-origin") {
            return true;
        }
        match headers.get(header::ORIGIN) {
            Some(origin) => self.origins.iter().any(|allowed| origin == allowed.as_str()),
            None => site.is_none(),
        }
    }
}

/// The middleware, for `axum::middleware::from_fn_with_state`.
///
/// # Errors
/// [`Error::MisdirectedRequest`], [`Error::OriginRefused`]. Neither clears anything.
pub async fn layer(
    State(guard): State<Guard>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    guard.check(&request)?;
    Ok(next.run(request).await)
}

/// Refuses what a page of another site asks to read: for replies that hold a token.
///
/// # Errors
/// [`Error::OriginRefused`].
pub fn refuse_cross_site(headers: &HeaderMap) -> Result<(), Error> {
    let cross_site = headers.get(SEC_FETCH_SITE).is_some_and(|site| site == "cross-site");
    if cross_site { Err(Error::OriginRefused) } else { Ok(()) }
}

fn changes_state(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

/// What the request calls this server, as a URL.
fn url(request: &Request) -> Option<Url> {
    let header = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = header.or_else(|| request.uri().authority().map(|a| a.as_str()))?;
    Url::parse(&format!("http://{authority}/")).ok()
}

/// `http://localhost:8080` ↔ `http://127.0.0.1:8080`.
fn loopback_twin(origin: &str) -> Option<String> {
    let (localhost, address) = ("://localhost", "://127.0.0.1");
    if origin.contains(localhost) {
        Some(origin.replacen(localhost, address, 1))
    } else if origin.contains(address) {
        Some(origin.replacen(address, localhost, 1))
    } else {
        None
    }
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
            (Some("http://evil.test"), Some("same-origin"), true),
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
