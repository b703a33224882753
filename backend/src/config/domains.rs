//! Where the API and the page live, and whether that is safe.

use server::is_loopback;
use url::{Host, Url};

use super::error::{Checked, ConfigError, refuse};
use super::settings::{RunMode, Settings};

/// Where the API and the page live.
pub(super) struct Domains {
    pub(super) api: Url,
    pub(super) website: Url,
}

impl Domains {
    pub(super) fn check(settings: &Settings) -> Checked<Self> {
        match settings.server.run_mode {
            RunMode::Development => Self::check_development(settings),
            RunMode::Production => Self::check_production(settings),
        }
    }

    fn check_development(settings: &Settings) -> Checked<Self> {
        let server = &settings.server;
        let local = |port: u16| {
            Url::parse(&format!("http://localhost:{port}"))
                .map_err(|error| ConfigError(format!("PORT makes no URL: {error}")))
        };
        let api = server.api_domain.clone().map_or_else(|| local(server.port), Ok)?;
        let website = server.website_domain.clone().map_or_else(|| local(8080), Ok)?;
        if server.allow_lan {
            return Ok(Self { api, website });
        }
        if !server.host.is_loopback() {
            return refuse(format!(
                "HOST={} can be reached from other machines, and development is not safe there: \
                 set RUN_MODE=production, or ALLOW_LAN=true if you know your network",
                server.host
            ));
        }
        for (name, url) in [("API_DOMAIN", &api), ("WEBSITE_DOMAIN", &website)] {
            if !is_loopback(url) {
                return refuse(format!(
                    "{name} must be localhost or 127.0.0.1 in development: set \
                     RUN_MODE=production, or ALLOW_LAN=true if you know your network"
                ));
            }
        }
        Ok(Self { api, website })
    }

    fn check_production(settings: &Settings) -> Checked<Self> {
        let server = &settings.server;
        let needed = |name: &str, url: &Option<Url>| {
            let sentence = format!("set {name} to where it lives, such as https://app.example.com");
            url.clone().ok_or(ConfigError(sentence))
        };
        let api = needed("API_DOMAIN", &server.api_domain)?;
        let website = needed("WEBSITE_DOMAIN", &server.website_domain)?;
        let allowed = server.allowed_origins.iter().map(|url| ("ALLOWED_ORIGINS", url));
        for (name, url) in
            [("API_DOMAIN", &api), ("WEBSITE_DOMAIN", &website)].into_iter().chain(allowed)
        {
            if url.scheme() == "http" && !is_loopback(url) {
                return refuse(format!("{name} must be https in production, and {url} is not"));
            }
        }
        if !settings.cookie.cookie_secure.unwrap_or(true) && !is_loopback(&api) {
            return refuse("COOKIE_SECURE must not be false in production");
        }
        if server.allow_lan {
            return refuse("ALLOW_LAN is for development: in production, set HOST");
        }
        Ok(Self { api, website })
    }

    /// Is the page's site the API's (wire protocol 1)? Loopback names and IPv4 addresses count as
    /// one; else a site is a scheme and a registrable domain. `COOKIE_SAME_SITE` overrides.
    pub(super) fn are_same_site(&self) -> bool {
        let same_scheme = self.api.scheme() == self.website.scheme();
        same_scheme && (self.are_local() || site(&self.api) == site(&self.website))
    }

    pub(super) fn are_local(&self) -> bool {
        let local = |url: &Url| is_loopback(url) || matches!(url.host(), Some(Host::Ipv4(_)));
        local(&self.api) && local(&self.website)
    }
}

/// The part of a host that is registered: example.co.uk of app.example.co.uk, by the list of
/// public suffixes. A host that has none, such as an address, stands for itself.
fn site(url: &Url) -> Option<&str> {
    match url.host()? {
        Host::Domain(name) => psl::domain_str(name).or(url.host_str()),
        Host::Ipv4(_) | Host::Ipv6(_) => url.host_str(),
    }
}

pub(super) fn is_below(host: &str, parent: &str) -> bool {
    host.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
}

/// The origin as a browser writes it in `Origin` (RFC 6454). Schemes of apps (`tauri://localhost`)
/// have no tuple origin in the URL standard; browsers send scheme and host.
pub(super) fn serialised_origin(url: &Url) -> String {
    let origin = url.origin();
    if origin.is_tuple() {
        return origin.ascii_serialization();
    }
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default())
}
