//! The two ports: the backend's comes from PORT, the page's from Trunk.toml, and Trunk.toml must
//! name the backend's too.

use std::env;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::workspace::Workspace;

const DEFAULT_BACKEND_PORT: u16 = 3000;
const DEFAULT_FRONTEND_PORT: u16 = 8080;

#[derive(Clone, Copy)]
pub(super) struct Ports {
    pub(super) backend: u16,
    pub(super) frontend: u16,
}

impl Ports {
    /// Reads both, and fails if PORT is not where Trunk.toml sends API calls.
    pub(super) fn read(workspace: &Workspace) -> Result<Self> {
        // There need not be a .env.
        let dotenv = workspace.read(".env").unwrap_or_default();
        let port = env::var("PORT").ok().filter(|port| !port.is_empty());
        let backend = match port.as_deref().or_else(|| dotenv_value(&dotenv, "PORT")) {
            Some(port) => {
                port.parse().with_context(|| format!("PORT is \"{port}\", which is no port"))?
            }
            None => DEFAULT_BACKEND_PORT,
        };
        let trunk = workspace.read("Trunk.toml")?;
        for proxied in proxy_ports(&trunk) {
            ensure!(
                proxied == backend,
                "PORT is {backend}, but Trunk.toml passes API calls on to {proxied}: \
                 change PORT, or every `backend` line in Trunk.toml"
            );
        }
        let frontend = serve_port(&trunk).unwrap_or(DEFAULT_FRONTEND_PORT);
        Ok(Self { backend, frontend })
    }

    pub(super) fn ensure_free(self) -> Result<()> {
        ensure!(
            is_free(self.backend),
            "port {} is in use, and the backend needs it: end the program that listens there, \
             or set another PORT in .env and in Trunk.toml's `backend` lines",
            self.backend
        );
        ensure!(
            is_free(self.frontend),
            "port {} is in use, and the page needs it: end the program that listens there, \
             or set another `port` under [serve] in Trunk.toml",
            self.frontend
        );
        Ok(())
    }
}

/// Whether nobody listens on either loopback address: browsers try both for `localhost`.
fn is_free(port: u16) -> bool {
    [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()]
        .into_iter()
        .map(|address| SocketAddr::new(address, port))
        .all(|address| {
            // macOS lets us bind where somebody listens on every address, so ask there as well.
            let taken =
                TcpListener::bind(address).is_err_and(|error| error.kind() == ErrorKind::AddrInUse);
            !taken && TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_err()
        })
}

/// The ports of the `backend = "http://host:port/…"` lines in a Trunk.toml.
fn proxy_ports(trunk: &str) -> impl Iterator<Item = u16> {
    trunk
        .lines()
        .filter_map(|line| assigned(line, "backend"))
        .filter_map(|url| url.split_once("://")?.1.split('/').next()?.rsplit_once(':'))
        .filter_map(|(_, port)| port.parse().ok())
}

/// The `port` of the `[serve]` table in a Trunk.toml.
fn serve_port(trunk: &str) -> Option<u16> {
    trunk
        .lines()
        .skip_while(|line| line.trim() != "[serve]")
        .skip(1)
        .take_while(|line| !line.trim_start().starts_with('['))
        .find_map(|line| assigned(line, "port"))?
        .parse()
        .ok()
}

/// The value of a setting in a .env file; empty means unset.
fn dotenv_value<'a>(dotenv: &'a str, name: &str) -> Option<&'a str> {
    dotenv
        .lines()
        .map(|line| line.trim_start().trim_start_matches("export "))
        .find_map(|line| assigned(line, name))
        .filter(|value| !value.is_empty())
}

/// The right side of `name = value`, without quotes and comment.
fn assigned<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (left, right) = line.split_once('=')?;
    let value = right.split(" #").next().unwrap_or(right).trim();
    (left.trim() == name).then(|| value.trim_matches(['"', '\'']))
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
        assert_eq!(proxy_ports(TRUNK).collect::<Vec<_>>(), [3000, 3001]);
    }

    #[test]
    fn the_page_is_served_where_the_serve_table_says() {
        assert_eq!(serve_port(TRUNK), Some(8081));
        assert_eq!(serve_port("[build]\nport = 1"), None);
    }

    #[test]
    fn a_setting_is_read_from_dotenv() {
        assert_eq!(dotenv_value("HOST=a\nPORT=4000\n", "PORT"), Some("4000"));
        assert_eq!(dotenv_value("export PORT='4000' # why\n", "PORT"), Some("4000"));
        assert_eq!(dotenv_value("# PORT=4000\nPORT=\n", "PORT"), None);
    }

    #[test]
    fn a_port_somebody_listens_on_is_not_free() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        assert!(!is_free(port));
        drop(listener);
        assert!(is_free(port));
    }
}
