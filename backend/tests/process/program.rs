//! A backend process on a free port, with a database of its own. It ends with the test program,
//! even if that is killed.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::Leash;

/// How long a start may take before a test gives up. Far more than it takes.
const START_LIMIT: Duration = Duration::from_secs(60);

/// A running process. Dropped, it is killed.
pub(crate) struct Process {
    pub(crate) child: Child,
    _leash: Leash,
}

impl Process {
    pub(crate) fn spawn(command: &mut Command) -> Result<Self> {
        let (leash, child) = Leash::spawn(command)?;
        Ok(Self { child, _leash: leash })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Already gone is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A running backend. Dropped, it is killed.
pub(crate) struct Program {
    process: Process,
    pub(crate) address: SocketAddr,
    /// The log so far, up to the line that says where it listens.
    pub(crate) log: Vec<String>,
    lines: mpsc::Receiver<String>,
}

/// The command, with no setting of the developer's shell or of a `.env`.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_backend"));
    for name in backend::config::Settings::names() {
        command.env_remove(name);
    }
    command.current_dir(folder).env("PORT", "0");
    command
}

/// Runs the command to its end.
pub(crate) fn output(command: &mut Command) -> Result<(Output, String)> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let (_leash, child) = Leash::spawn(command)?;
    let output = child.wait_with_output()?;
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    Ok((output, String::from_utf8_lossy(&text).into_owned()))
}

impl Program {
    /// Starts the backend in `folder` and waits until it listens.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut process = Process::spawn(command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let stdout = process.child.stdout.take().context("piped")?;
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // The test may have ended; the process must not block on a full pipe.
                let _ = send.send(line);
            }
        });
        let mut log = Vec::new();
        loop {
            let line =
                lines.recv_timeout(START_LIMIT).with_context(|| format!("no start: {log:?}"))?;
            let address = line.split_once("listening on http://").map(|(_, rest)| rest.to_owned());
            log.push(line);
            if let Some(address) = address {
                return Ok(Self { process, address: address.trim().parse()?, log, lines });
            }
        }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.process.child.id()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// SIGKILL: nothing is flushed, nothing is said.
    pub(crate) fn kill(mut self) -> Result<()> {
        self.process.child.kill()?;
        self.process.child.wait()?;
        Ok(())
    }

    /// SIGTERM, and how it ended.
    pub(crate) fn terminate(mut self) -> Result<ExitStatus> {
        self.signal("TERM")?;
        self.ended()
    }

    /// Sends a signal by its short name.
    pub(crate) fn signal(&self, name: &str) -> Result<()> {
        let pid = self.process.child.id().to_string();
        ensure!(Command::new("kill").args([&format!("-{name}"), &pid]).status()?.success());
        Ok(())
    }

    /// Waits until the log says this, and gives the line.
    pub(crate) fn wait_for(&self, text: &str) -> Result<String> {
        loop {
            let line =
                self.lines.recv_timeout(START_LIMIT).with_context(|| format!("no {text:?}"))?;
            if line.contains(text) {
                return Ok(line);
            }
        }
    }

    /// Waits for the end, and says how it ended.
    pub(crate) fn ended(&mut self) -> Result<ExitStatus> {
        Ok(self.process.child.wait()?)
    }
}
