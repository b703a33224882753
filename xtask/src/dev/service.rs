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

/// Lines that do not say enough, and what is said after them.
const NOTES: [(&str, &str); 1] = [(
    "error from build pipeline",
    "the page did not build: the compiler's error stands above; the browser shows only that cargo \
     failed (exit status: 101)",
)];

/// A running program.
pub(super) struct Service {
    name: &'static str,
    process: Process,
    /// Disconnects when all output has been shown.
    output: Receiver<()>,
}

impl Service {
    /// Starts a program and shows its output, line by line.
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
            let line = String::from_utf8_lossy(&line);
            say(name, line.trim_end());
            if let Some(note) = note_on(&line) {
                say(name, note);
            }
        }
        drop(showing);
    });
}

fn note_on(line: &str) -> Option<&'static str> {
    NOTES.into_iter().find(|(said, _)| line.contains(said)).map(|(_, note)| note)
}

/// Shows a line as if the service had written it.
pub(super) fn say(name: &str, line: &str) {
    // A closed terminal is no reason to stop the service.
    writeln!(stdout(), "{name:<8} | {line}").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_does_not_compile_is_explained() {
        assert!(note_on("error from build pipeline").is_some_and(|note| note.contains("above")));
        assert_eq!(note_on("INFO starting build"), None);
    }
}
