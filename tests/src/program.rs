//! A program under test, on a port of its own, and what `cargo xtask test` provides for it.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use backend::config::Settings;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{interval, timeout};

use crate::leash::Leash;

const START_LIMIT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);

/// A running program. It ends when this is dropped.
pub struct Program {
    /// First, so that it lets go before the process is ended.
    _leash: Leash,
    process: Child,
    port: u16,
    log: PathBuf,
}

impl Program {
    /// Starts it in `folder`, away from the developer's `.env` and shell, and waits until it
    /// listens. What it writes goes to `<port>.log` there.
    ///
    /// # Errors
    /// With its log, when it does not start.
    pub async fn start(
        program: impl AsRef<OsStr>,
        port: u16,
        folder: &Path,
        settings: &[(&str, String)],
    ) -> Result<Self> {
        let log = folder.join(format!("{port}.log"));
        let log_file = File::create(&log)?;
        let mut command = Command::new(&program);
        for name in Settings::names().iter().map(String::as_str).chain(["PORTS", "STATIC_DIR"]) {
            command.env_remove(name);
        }
        command
            .env("PORT", port.to_string())
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(log_file.try_clone()?)
            .stderr(log_file);
        let (leash, process) = Leash::spawn_async(&mut command)
            .with_context(|| format!("could not start {}", program.as_ref().display()))?;
        let mut program = Self { _leash: leash, process, port, log };
        timeout(START_LIMIT, program.listens())
            .await
            .unwrap_or_else(|_| bail!("it did not start within {START_LIMIT:?}"))
            .with_context(|| format!("the log:\n{}", program.log()))?;
        Ok(program)
    }

    async fn listens(&mut self) -> Result<()> {
        let mut ticks = interval(POLL);
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.is_err() {
            if let Some(status) = self.process.try_wait()? {
                bail!("it ended at once ({status})");
            }
            ticks.tick().await;
        }
        Ok(())
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The same as a URL, by name.
    #[must_use]
    pub fn url(&self) -> String {
        url(self.port)
    }

    /// What it has written so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_else(|error| format!("(unreadable: {error})"))
    }
}

/// A port of this machine as a URL.
#[must_use]
pub fn url(port: u16) -> String {
    format!("http://localhost:{port}")
}

/// Ports that no program listens on: all different, because they are taken together.
///
/// # Errors
/// When there are none left.
pub fn free_ports<const N: usize>() -> Result<[u16; N]> {
    let listeners: Vec<_> =
        (0..N).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).collect::<Result<_, _>>()?;
    let mut ports = [0; N];
    for (port, listener) in ports.iter_mut().zip(&listeners) {
        *port = listener.local_addr()?.port();
    }
    Ok(ports)
}

/// Something that `cargo xtask test` provides.
///
/// # Errors
/// When it was not that which runs this test.
pub fn provided(variable: &str) -> Result<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .with_context(|| format!("{variable} is not set: run `cargo xtask test`"))
}
