//! The two ports: the backend's comes from PORT, the page's from Trunk.toml, and Trunk.toml must
//! name the backend's too.

mod trunk_toml;

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

pub(crate) use self::trunk_toml::TrunkToml;
use crate::holder;
use crate::settings::Settings;
use crate::workspace::Workspace;

/// Where the two halves listen.
#[derive(Clone, Copy)]
pub(crate) struct Ports {
    pub(crate) backend: u16,
    pub(crate) frontend: u16,
}

impl Ports {
    /// Reads both, and fails if PORT is not where Trunk.toml sends API calls.
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let backend = Settings::read(workspace)?.port()?;
        let trunk = TrunkToml::parse(&workspace.read("Trunk.toml")?)?;
        for proxied in trunk.proxied_ports()? {
            ensure!(
                proxied == backend,
                "PORT is {backend}, but Trunk.toml passes API calls on to {proxied}: \
                 change PORT, or every `backend` line in Trunk.toml"
            );
        }
        Ok(Self { backend, frontend: trunk.port() })
    }

    /// Fails if another program listens on one of them, and names it where the system does.
    pub(crate) fn ensure_free(self) -> Result<()> {
        ensure_free(
            self.backend,
            "the backend",
            "PORT in .env and in Trunk.toml's `backend` lines",
        )?;
        ensure_free(self.frontend, "the page", "`port` under [serve] in Trunk.toml")
    }
}

/// Ports that are free, all different.
pub(crate) fn unused<const N: usize>() -> Result<[u16; N]> {
    // All at once, so that they are different.
    let listeners = [(); N].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
    let mut ports = [0; N];
    for (port, listener) in ports.iter_mut().zip(listeners) {
        *port = listener.and_then(|it| it.local_addr()).context("no free port")?.port();
    }
    Ok(ports)
}

fn ensure_free(port: u16, half: &str, setting: &str) -> Result<()> {
    if is_free(port) {
        return Ok(());
    }
    let holder = holder::of_port(port)
        .map_or_else(|| "the program that listens there".to_owned(), |holder| holder.to_string());
    bail!("port {port} is in use, and {half} needs it: end {holder}, or set another {setting}")
}

/// Whether both loopback addresses are free: browsers try both for `localhost`.
fn is_free(port: u16) -> bool {
    [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()]
        .into_iter()
        .map(|address| SocketAddr::new(address, port))
        .all(|address| {
            // macOS lets two programs bind if one has every address, so connect as well.
            let taken =
                TcpListener::bind(address).is_err_and(|error| error.kind() == ErrorKind::AddrInUse);
            !taken && TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_err()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_with_a_listener_is_not_free_and_its_program_is_named() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        assert!(!is_free(port));
        let error = ensure_free(port, "the page", "`port`").expect_err("in use").to_string();
        assert!(error.contains(&format!("port {port} is in use")), "{error}");
        if cfg!(target_os = "linux") {
            assert!(error.contains(&format!("(process {})", std::process::id())), "{error}");
        }
        drop(listener);
        assert!(is_free(port));
    }
}
