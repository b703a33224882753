//! A program whose every line is shown with its name in front.

use std::io::{BufRead, BufReader, Read, Write, stdout};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::process::Process;

/// How long to wait for the rest of a program's output after its end.
const OUTPUT_TIMEOUT: Duration = Duration::from_secs(1);

pub(super) struct Service {
    name: &'static str,
    process: Process,
    /// Disconnects when all output has been shown.
    output: Receiver<()>,
}

impl Service {
    pub(super) fn spawn(name: &'static str, command: &mut Command) -> Result<Self> {
        let mut process = Process::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
        let child = process.child_mut();
        let (showing, output) = channel();
        if let Some(stdout) = child.stdout.take() {
            show_in_background(name, stdout, showing.clone());
        }
        if let Some(stderr) = child.stderr.take() {
            show_in_background(name, stderr, showing);
        }
        Ok(Self { name, process, output })
    }

    /// How the program ended, after the rest of its output, or `None` while it runs.
    pub(super) fn exited(&mut self) -> Result<Option<ExitStatus>> {
        let status = self.process.exited()?;
        if status.is_some() {
            // Not for ever: a descendant may hold on to the output.
            self.output.recv_timeout(OUTPUT_TIMEOUT).ok();
        }
        Ok(status)
    }

    /// Fails if the program has ended by itself.
    pub(super) fn ensure_running(&mut self) -> Result<()> {
        match self.exited()? {
            Some(status) => bail!("the {} ended by itself ({status})", self.name),
            None => Ok(()),
        }
    }
}

fn show_in_background(name: &'static str, output: impl Read + Send + 'static, showing: Sender<()>) {
    thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            say(name, String::from_utf8_lossy(&line).trim_end());
        }
        drop(showing);
    });
}

/// Shows a line as if the service had written it.
pub(super) fn say(name: &str, line: &str) {
    // A closed terminal is no reason to stop the service.
    writeln!(stdout(), "{name:<8} | {line}").ok();
}
