//! Who gets the session's headers: the API's own host and the configured further ones (wire
//! protocol 10.1). Everybody else gets a bare request.

use shared::ClientConfig;

/// Does a request to `url` carry the session? Ports do not count; relative URLs are our own.
#[must_use]
pub(super) fn carries_session(url: &str, config: &ClientConfig) -> bool {
    let Some(host) = host(url) else {
        // A path goes to the page's own origin, where the API is unless it is somewhere else.
        return host(&config.api_domain).is_none() && is_path(url);
    };
    self::host(&config.api_domain) == Some(host)
        || config
            .session_token_backend_domain
            .as_deref()
            .is_some_and(|domain| is_below(host, domain))
}

/// A path on this origin: `//host/path` would be somebody else's.
fn is_path(url: &str) -> bool {
    url.starts_with('/') && !url.starts_with("//")
}

/// The host of an absolute URL, without port and credentials.
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once(':')?;
    let authority = rest.strip_prefix("//")?.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    // An IPv6 address has colons of its own.
    match host.strip_prefix('[') {
        Some(address) => address.split(']').next(),
        None => host.split(':').next(),
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    let domain = domain.trim_start_matches('.');
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(api: &str, domain: Option<&str>) -> ClientConfig {
        ClientConfig {
            api_domain: api.to_owned(),
            session_token_backend_domain: domain.map(str::to_owned),
            ..ClientConfig::default()
        }
    }

    #[test]
    fn the_pages_own_origin_by_default() {
        let own = config("", None);
        assert!(carries_session("/api/session/data", &own));
        assert!(!carries_session("//evil.test/api", &own));
        assert!(!carries_session("https://evil.test/api", &own));
    }

    #[test]
    fn the_apis_host_on_any_port() {
        let api = config("https://api.example.com", None);
        assert!(carries_session("https://api.example.com:8443/x", &api));
        assert!(!carries_session("https://api.example.com.evil.test/x", &api));
        assert!(!carries_session("https://api.example.com@evil.test/x", &api));
        assert!(!carries_session("/x", &api));
    }

    #[test]
    fn a_backend_domain_and_what_is_below_it() {
        let wide = config("https://api.example.com", Some(".example.com"));
        assert!(carries_session("https://example.com/x", &wide));
        assert!(carries_session("https://a.b.example.com/x", &wide));
        assert!(!carries_session("https://badexample.com/x", &wide));
    }
}
