//! The real binary, on a port and with a database of its own.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{interval, timeout};

use crate::harness::{Settings, provided};

const START_LIMIT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(50);

/// A running backend that also serves the page. It ends when this is dropped.
pub(crate) struct Server {
    process: Child,
    port: u16,
    log: PathBuf,
    _database: TempDir,
}

impl Server {
    pub(crate) async fn start(output: &Path, settings: Settings<'_>) -> Result<Self> {
        let port = free_port()?;
        let url = url(port);
        let database = tempfile::tempdir()?;
        let database_file = database.path().join("latchkey.db");
        let log = output.join("server.log");
        let log_file = File::create(&log)?;
        let process = Command::new(provided("LATCHKEY_BACKEND")?)
            .env("DIST_DIR", provided("LATCHKEY_DIST")?)
            .env("DATABASE_URL", format!("sqlite://{}", database_file.display()))
            .env("RUN_MODE", "development")
            .env("HOST", Ipv4Addr::LOCALHOST.to_string())
            .env("PORT", port.to_string())
            .env("API_DOMAIN", &url)
            .env("WEBSITE_DOMAIN", &url)
            .env("LOG", "info")
            .envs(settings.iter().copied())
            // Away from the developer's .env.
            .current_dir(database.path())
            .stdin(Stdio::null())
            .stdout(log_file.try_clone()?)
            .stderr(log_file)
            .kill_on_drop(true)
            .spawn()
            .context("could not start the backend")?;
        let mut server = Self { process, port, log, _database: database };
        timeout(START_LIMIT, server.listens())
            .await
            .unwrap_or_else(|_| bail!("the backend did not start within {START_LIMIT:?}"))
            .with_context(|| format!("the server's log:\n{}", server.log()))?;
        Ok(server)
    }

    /// Waits until it can be reached.
    async fn listens(&mut self) -> Result<()> {
        let mut ticks = interval(POLL);
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.is_err() {
            if let Some(status) = self.process.try_wait()? {
                bail!("the backend ended at once ({status})");
            }
            ticks.tick().await;
        }
        Ok(())
    }

    /// Where a person finds it.
    pub(crate) fn url(&self) -> String {
        url(self.port)
    }

    /// What it has written so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_else(|error| format!("(unreadable: {error})"))
    }
}

fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
