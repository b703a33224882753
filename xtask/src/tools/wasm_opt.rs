//! wasm-opt makes the release page smaller. The build does without it where it cannot be had.

use std::net::{TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use super::cache;
use crate::program;
use crate::workspace::Workspace;

/// The release of binaryen that trunk expects; npm uses the same number.
const VERSION: &str = "123";

/// Where the release build takes wasm-opt from.
pub(crate) enum WasmOpt {
    /// It is here.
    At(PathBuf),
    /// trunk can fetch it from GitHub.
    FetchedByTrunk,
    /// It cannot be had: no npm and no GitHub, or this run installs nothing.
    Missing,
}

impl WasmOpt {
    /// The release as binaryen and trunk spell it.
    pub(crate) const RELEASE: &str = "version_123";

    /// Looks on the PATH and in the cache, then tries npm, then GitHub.
    pub(crate) fn ready(workspace: &Workspace) -> Result<Self> {
        let folder = cache::folder("binaryen", VERSION)?;
        let cached = folder.join("node_modules/.bin/wasm-opt");
        let on_path = program::find_on_path("wasm-opt");
        if let Some(found) = on_path
            .into_iter()
            .chain([cached.clone()])
            .find(|path| program::has_version(path, VERSION))
        {
            return Ok(Self::At(found));
        }
        if !workspace.may_install() {
            return Ok(Self::Missing);
        }
        if let Some(npm) = program::find_on_path("npm") {
            println!("Fetching wasm-opt {VERSION} with npm: it makes the page smaller.");
            let installed = cache::install(&folder, |unfinished| {
                let mut install = Command::new(npm);
                install.args(["install", "--no-audit", "--no-fund", "--prefix"]);
                install.arg(unfinished).arg(format!("binaryen@{VERSION}"));
                workspace.run(&mut install)
            });
            match installed {
                Ok(()) => return Ok(Self::At(cached)),
                Err(error) => println!("npm could not fetch it: {error:#}"),
            }
        }
        Ok(if github_answers() { Self::FetchedByTrunk } else { Self::Missing })
    }
}

/// trunk aborts if its download fails, so check first whether the host answers.
fn github_answers() -> bool {
    let Ok(mut addresses) = ("github.com", 443).to_socket_addrs() else {
        return false;
    };
    addresses.any(|address| TcpStream::connect_timeout(&address, Duration::from_secs(3)).is_ok())
}
