//! Finds out when both servers answer, and says where to go.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use super::ports::Ports;
use crate::clock;

const PATIENCE: Duration = Duration::from_secs(1);

/// Prints the address of the page as soon as it works.
pub(super) fn announce_when_ready(ports: Ports) {
    thread::spawn(move || {
        // One after the other, so that the backend's log holds one such request and not hundreds.
        for (port, path) in [(ports.backend, "/healthz"), (ports.frontend, "/")] {
            while !answers(port, path) {
                clock::pause(clock::POLL);
            }
        }
        println!("\n  Latchkey is ready: http://localhost:{}\n", ports.frontend);
    });
}

/// Whether a GET of this path succeeds.
fn answers(port: u16, path: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n")?;
        let mut status_line = [0; "HTTP/1.0 200".len()];
        stream.read_exact(&mut status_line)?;
        Ok(status_line.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}
