//! Which hosts get the session's headers: the API's own host and the configured further ones (wire
//! protocol 10.1). All others get a bare request.

use shared::ClientConfig;

/// Does a request to `url` carry the session? The ports of configured hosts do not count. Without a
/// configured API domain it is the page's own origin, port included, as a path or an absolute URL;
/// only then is `page_origin` called.
#[must_use]
pub(super) fn carries_session(
    url: &str,
    config: &ClientConfig,
    page_origin: impl FnOnce() -> Option<String>,
) -> bool {
    // Browsers leave out tabs and line breaks wherever they stand: `/\t/host` is `//host`.
    if url.contains(|c: char| c.is_control()) {
        return false;
    }
    let api = host(&config.api_domain);
    if url.starts_with('/') {
        return api.is_none() && is_path(url);
    }
    let Some(host) = host(url) else {
        return false;
    };
    let further = config.session_token_backend_domain.as_deref();
    api == Some(host)
        || further.is_some_and(|domain| is_below(host, domain))
        || api.is_none() && page_origin().is_some_and(|origin| is_at(url, &origin))
}

/// A path on this origin: browsers read `//host/path` and `/\host/path` as another host.
fn is_path(url: &str) -> bool {
    url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\")
}

/// Is `url` the origin itself or a place on it?
fn is_at(url: &str, origin: &str) -> bool {
    let rest = url.strip_prefix(origin);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
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

    fn carries(url: &str, config: &ClientConfig) -> bool {
        carries_session(url, config, || Some("http://localhost:8080".to_owned()))
    }

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
        assert!(carries("/api/session/data", &own));
        assert!(!carries("//evil.test/api", &own));
        assert!(!carries("https://evil.test/api", &own));
    }

    #[test]
    fn an_absolute_url_of_the_pages_own_origin() {
        let own = config("", None);
        for url in ["http://localhost:8080", "http://localhost:8080/x", "http://localhost:8080?x"] {
            assert!(carries(url, &own), "{url}");
        }
        for url in [
            "http://localhost:80801/x",
            "http://localhost:9999/x",
            "http://localhost:8080.evil.test/x",
            "http://localhost:8080@evil.test/x",
            "http://localhost:8080\\@evil.test/x",
            "https://localhost:8080/x",
        ] {
            assert!(!carries(url, &own), "{url}");
        }
        assert!(!carries("http://localhost:8080/x", &config("https://api.example.com", None)));
    }

    #[test]
    fn what_browsers_read_as_another_host_is_no_path() {
        let own = config("", None);
        for url in
            ["/\\evil.test", "/\t/evil.test", "/\n\\evil.test", "\\\\evil.test", "\t//evil.test"]
        {
            assert!(!carries(url, &own), "{url:?}");
        }
        assert!(carries("/search?q=a\\b", &own));
        let wide = config("https://api.example.com", Some("example.com"));
        assert!(!carries("https://evil.test\t.example.com/x", &wide));
    }

    #[test]
    fn the_apis_host_on_any_port() {
        let api = config("https://api.example.com", None);
        assert!(carries("https://api.example.com:8443/x", &api));
        assert!(!carries("https://api.example.com.evil.test/x", &api));
        assert!(!carries("https://api.example.com@evil.test/x", &api));
        assert!(!carries("/x", &api));
    }

    #[test]
    fn a_backend_domain_and_what_is_below_it() {
        let wide = config("https://api.example.com", Some(".example.com"));
        assert!(carries("https://example.com/x", &wide));
        assert!(carries("https://a.b.example.com/x", &wide));
        assert!(!carries("https://badexample.com/x", &wide));
    }
}
