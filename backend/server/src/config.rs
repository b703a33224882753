//! The settings of this member. The app checks its own settings and fills this in.

use std::net::SocketAddr;
use std::path::PathBuf;

/// What the server around the routes must know. Nothing here is checked again: the app has done so.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Where to listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Origins whose pages may change state and may call with a session, each as a browser writes
    /// it in the header `Origin` (RFC 6454): `https://app.example.com`.
    pub allowed_origins: Vec<String>,
    /// For development, where people type both names of this machine: is the origin on `127.0.0.1`
    /// allowed where the one on `localhost` is, and the other way round?
    pub allow_loopback_twins: bool,
    /// Refuse requests that ask for another host than this machine (DNS rebinding). For development,
    /// where nothing but the host's name keeps a foreign page away.
    pub loopback_only: bool,
    /// Do browsers reach this server over https? They are then told to use nothing else for a year.
    pub https: bool,
    /// The built frontend. It is served if it has an `index.html` when the server starts.
    pub dist_dir: PathBuf,
    /// Paths of the API, such as `/api`: below them nothing is a page, so that a mistyped path of the
    /// API is 404 and not the page.
    pub api_paths: Vec<String>,
}
