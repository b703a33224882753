//! ChromeDriver, and the browser it opens.

use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};
use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::leash::Leash;
use crate::provided;

/// A fresh profile without anything that talks to the outside. Containers run everything as root,
/// which Chromium accepts only without its sandbox; the pages are our own.
const ARGUMENTS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--window-size=1200,900",
];

/// A running ChromeDriver. It ends when this is dropped.
pub struct WebDriverServer {
    /// First, so that it lets go before the process is ended.
    _leash: Leash,
    _process: Child,
    /// Kept open: ChromeDriver goes on writing.
    _output: Lines<BufReader<ChildStdout>>,
    port: u16,
}

impl WebDriverServer {
    /// Every journey starts its own: nothing is shared, and nothing is left running.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start() -> Result<Self> {
        let mut command = Command::new(provided("CHROMEDRIVER")?);
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped());
        let (leash, mut process) =
            Leash::spawn_async(&mut command).context("could not start ChromeDriver")?;
        let output = process.stdout.take().context("its output is piped")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(port) = announced_port(&line) {
                return Ok(Self { _leash: leash, _process: process, _output: lines, port });
            }
        }
        bail!("ChromeDriver ended without saying where it listens")
    }

    /// Opens a browser with a profile of its own.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn browser(&self) -> Result<WebDriver> {
        let mut capabilities = DesiredCapabilities::chrome();
        let browser = provided("CHROME")?;
        capabilities.set_binary(&browser.to_string_lossy())?;
        for argument in ARGUMENTS {
            capabilities.add_arg(argument)?;
        }
        WebDriver::new(format!("http://127.0.0.1:{}", self.port), capabilities)
            .await
            .context("could not open a browser")
    }
}

/// The browser's console must hold no errors. The exception is Chromium's own note of a 401, which
/// is how the session protocol says "refresh first".
///
/// # Errors
/// With the complaints.
pub async fn no_complaints(driver: &WebDriver) -> Result<()> {
    let log = driver.browser_log().await?;
    let complaints: Vec<_> = log
        .into_iter()
        .filter(|entry| entry.level == "SEVERE")
        .filter(|entry| !entry.message.contains("the server responded with a status of 401"))
        .map(|entry| entry.message)
        .collect();
    ensure!(complaints.is_empty(), "the browser's console complains: {complaints:#?}");
    Ok(())
}

/// The port in "ChromeDriver was started successfully on port 41234."
fn announced_port(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("successfully on port ")?;
    port.trim_end_matches('.').parse().ok()
}
