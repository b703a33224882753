//! The remembered cookies in `document.cookie`. Thin on purpose: the rules are in `memory.rs`.
//!
//! Never web storage: cookies are what SuperTokens' clients use (wire protocol 3.3), so that both
//! clients can share one session, and they follow `session_token_frontend_domain`.

use std::cell::RefCell;

use gloo_utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

use super::cookie_storage::{CookieStorage, Lifetime};

/// As long as the browser keeps anything.
const END_OF_TIME: &str = "Fri, 31 Dec 9999 23:59:59 GMT";
/// How long tokens are kept in header mode, in milliseconds.
const HEADER_TOKEN_MS: f64 = 3_153_600_000.0;

/// The script-visible cookies of this page.
#[derive(Debug, Clone)]
pub struct DocumentCookies {
    /// The configured `domain` attribute, if any.
    domain: RefCell<Option<String>>,
}

impl DocumentCookies {
    /// Cookies of this host, or of `domain` and what is below it.
    #[must_use]
    pub fn new(domain: Option<String>) -> Self {
        Self { domain: RefCell::new(domain) }
    }

    fn write(&self, name: &str, value: &str, expires: &str) {
        let Some(document) = html_document() else {
            return;
        };
        let location = window().location();
        let host = location.hostname().unwrap_or_default();
        let framed = window().parent().ok().flatten() != Some(window());
        let domain = domain_attribute(self.domain.borrow().as_deref(), &host);
        let https = location.protocol().is_ok_and(|protocol| protocol == "https:");
        let cookie = format!("{name}={value};expires={expires};{}{domain}", scope(framed, https));
        // Where cookies are switched off, each visit begins as unknown: slower, not broken.
        let _ = document.set_cookie(&cookie);
    }
}

impl CookieStorage for DocumentCookies {
    fn all(&self, name: &str) -> Vec<String> {
        let cookies = html_document().and_then(|document| document.cookie().ok());
        find_all(&cookies.unwrap_or_default(), name).map(str::to_owned).collect()
    }

    fn set(&self, name: &str, value: &str, lifetime: Lifetime) {
        // Values come from headers and hold neither; one that does would write attributes.
        if value.contains(|c: char| c == ';' || c.is_control()) {
            return;
        }
        self.write(name, value, &expires(lifetime));
    }

    fn remove(&self, name: &str) {
        self.write(name, "", "Thu, 01 Jan 1970 00:00:00 GMT");
    }

    fn use_domain(&self, domain: Option<&str>) {
        self.domain.replace(domain.map(str::to_owned));
    }
}

fn html_document() -> Option<HtmlDocument> {
    document().dyn_into().ok()
}

fn expires(lifetime: Lifetime) -> String {
    match lifetime {
        Lifetime::Forever => END_OF_TIME.to_owned(),
        Lifetime::HeaderToken => {
            let end = js_sys::Date::now() + HEADER_TOKEN_MS;
            js_sys::Date::new(&end.into()).to_utc_string().into()
        }
    }
}

/// The whole host, and never over plain HTTP once the page came over HTTPS. In a frame of another
/// site's page only cookies that are `secure` are kept at all.
fn scope(framed: bool, https: bool) -> &'static str {
    match (framed, https) {
        (true, _) => "path=/;samesite=none;secure",
        (false, true) => "path=/;samesite=lax;secure",
        (false, false) => "path=/;samesite=lax",
    }
}

/// Browsers refuse `domain=localhost`, and naming the page's own host would add its sub-domains.
fn domain_attribute(domain: Option<&str>, host: &str) -> String {
    match domain {
        Some(domain) if domain != "localhost" && domain != host => format!(";domain={domain}"),
        _ => String::new(),
    }
}

fn find_all<'a>(cookies: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    cookies
        .split(';')
        .filter_map(|pair| pair.trim_start().split_once('='))
        .filter_map(move |(key, value)| (key == name && !value.is_empty()).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_whole_names_and_keeps_padding() {
        let cookies = "xsFrontToken=no; sFrontToken=eyJ9==; empty=";
        let find = |name: &str| find_all(cookies, name).collect::<Vec<_>>();
        assert_eq!(find("sFrontToken"), ["eyJ9=="]);
        assert!(find("FrontToken").is_empty());
        assert!(find("empty").is_empty());
    }

    #[test]
    fn finds_a_planted_cookie_beside_its_own() {
        let cookies = "sFrontToken=planted; other=1; sFrontToken=own";
        assert_eq!(find_all(cookies, "sFrontToken").collect::<Vec<_>>(), ["planted", "own"]);
    }

    #[test]
    fn is_kept_as_long_as_other_clients_keep_it() {
        assert_eq!(expires(Lifetime::Forever), "Fri, 31 Dec 9999 23:59:59 GMT");
        let days = HEADER_TOKEN_MS / (24.0 * 60.0 * 60.0 * 1000.0);
        assert!((days - 36.5).abs() < f64::EPSILON, "{days}");
    }

    #[test]
    fn is_for_the_whole_host_and_secure_where_the_page_is_in_a_frame() {
        assert_eq!(scope(false, false), "path=/;samesite=lax");
        assert_eq!(scope(true, false), "path=/;samesite=none;secure");
        assert_eq!(scope(true, true), "path=/;samesite=none;secure");
    }

    #[test]
    fn is_secure_where_the_page_is() {
        assert_eq!(scope(false, true), "path=/;samesite=lax;secure");
    }

    #[test]
    fn names_a_domain_only_where_it_widens() {
        assert_eq!(domain_attribute(None, "app.example.com"), "");
        assert_eq!(domain_attribute(Some("localhost"), "localhost"), "");
        assert_eq!(domain_attribute(Some("example.com"), "example.com"), "");
        assert_eq!(
            domain_attribute(Some(".example.com"), "app.example.com"),
            ";domain=.example.com"
        );
    }
}
