//! What Trunk.toml says about ports.

use anyhow::{Context, Result};
use http::Uri;
use serde::Deserialize;

/// trunk's own default.
const DEFAULT_PORT: u16 = 8080;

/// The part of a Trunk.toml that is read here.
#[derive(Deserialize)]
pub(crate) struct TrunkToml {
    #[serde(default)]
    serve: Serve,
    #[serde(default)]
    proxy: Vec<Proxy>,
}

#[derive(Deserialize, Default)]
struct Serve {
    port: Option<u16>,
}

#[derive(Deserialize)]
struct Proxy {
    backend: String,
}

impl TrunkToml {
    /// Reads the text of a Trunk.toml.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).context("Trunk.toml")
    }

    /// Where the page is served.
    pub(crate) fn port(&self) -> u16 {
        self.serve.port.unwrap_or(DEFAULT_PORT)
    }

    /// The ports to which API calls are passed on, one of each `[[proxy]]`.
    pub(crate) fn proxied_ports(&self) -> Result<Vec<u16>> {
        self.proxy.iter().map(|proxy| port_of(&proxy.backend)).collect()
    }
}

fn port_of(url: &str) -> Result<u16> {
    let url: Uri = url.parse().with_context(|| format!("Trunk.toml: `{url}` is no URL"))?;
    url.port_u16().with_context(|| format!("Trunk.toml: `{url}` names no port"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUNK: &str = r#"
[watch]
port = 1

[serve]
addresses = ["127.0.0.1"]
port = 8081 # not the usual one

[[proxy]]
backend = "http://127.0.0.1:3000/auth"

[[proxy]]
# backend = "http://127.0.0.1:9/off"
backend = "http://127.0.0.1:3001/api"
"#;

    #[test]
    fn every_proxy_is_seen() {
        let trunk = TrunkToml::parse(TRUNK).expect("valid");
        assert_eq!(trunk.proxied_ports().expect("valid"), [3000, 3001]);
        assert!(port_of("http://127.0.0.1/api").is_err());
    }

    #[test]
    fn the_page_is_served_where_the_serve_table_says() {
        assert_eq!(TrunkToml::parse(TRUNK).expect("valid").port(), 8081);
        assert_eq!(TrunkToml::parse("[build]\nport = 1").expect("valid").port(), 8080);
    }
}
