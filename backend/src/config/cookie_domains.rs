//! The cookies' `Domain`: what it is, and what it was before.

use session::config::OlderCookieDomain;
use url::Url;

use super::domains::is_below;
use super::error::{Checked, refuse};
use super::settings::Settings;

impl Settings {
    /// `COOKIE_DOMAIN`, if browsers take it from the API. One that they do not take would cost
    /// every cookie, without a word.
    pub(super) fn check_cookie_domain(&self, api: &Url) -> Checked<Option<String>> {
        let Some(given) = self.cookie.cookie_domain.as_deref() else {
            return Ok(None);
        };
        let domain = host_name("COOKIE_DOMAIN", given)?;
        let host = api.host_str().unwrap_or_default();
        if host != domain && !is_below(host, &domain) {
            return refuse(format!(
                "COOKIE_DOMAIN={domain} is neither {host}, the host of API_DOMAIN, nor a domain \
                 above it: browsers would drop every cookie"
            ));
        }
        if psl::domain_str(&domain).is_none() {
            return refuse(format!(
                "COOKIE_DOMAIN={domain} is a public suffix, below which others have their sites: \
                 browsers would drop every cookie"
            ));
        }
        Ok(Some(domain))
    }

    pub(super) fn check_older_cookie_domain(&self) -> Checked<Option<OlderCookieDomain>> {
        let older = match self.cookie.older_cookie_domain.as_deref() {
            None => return Ok(None),
            Some("host") => OlderCookieDomain::Host,
            Some(given) => OlderCookieDomain::Domain(host_name("OLDER_COOKIE_DOMAIN", given)?),
        };
        let now = match self.cookie.cookie_domain.as_deref() {
            None => OlderCookieDomain::Host,
            Some(given) => OlderCookieDomain::Domain(host_name("COOKIE_DOMAIN", given)?),
        };
        if older == now {
            return refuse("OLDER_COOKIE_DOMAIN must not be what COOKIE_DOMAIN is now");
        }
        Ok(Some(older))
    }
}

/// Letters, digits, dots and dashes: anything else would end up inside a `Set-Cookie`. A dot in
/// front means nothing any more (RFC 6265, 5.2.3), and is left out.
fn host_name(setting: &str, given: &str) -> Checked<String> {
    let name = given.strip_prefix('.').unwrap_or(given);
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if name.contains('.') && name.split('.').all(label) {
        Ok(name.to_ascii_lowercase())
    } else {
        refuse(format!("{setting} must be a host name such as example.com"))
    }
}
