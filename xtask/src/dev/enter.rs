//! The Enter key, in the terminal that `dev` runs in.

use std::io::{IsTerminal, stdin};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

/// Listens for one press at a time, and only when asked to: a program in the background that reads
/// the terminal is stopped by the system.
pub(super) struct Enter {
    presses: Receiver<()>,
    sender: Sender<()>,
    reader: Option<JoinHandle<()>>,
}

impl Default for Enter {
    fn default() -> Self {
        let (sender, presses) = channel();
        Self { presses, sender, reader: None }
    }
}

impl Enter {
    /// Waits for the next press, where there is a terminal to press it in.
    pub(super) fn listen(&mut self) {
        // A press from before is about something else.
        while self.presses.try_recv().is_ok() {}
        let is_reading = self.reader.as_ref().is_some_and(|reader| !reader.is_finished());
        if is_reading || !owns_terminal() {
            return;
        }
        let sender = self.sender.clone();
        self.reader = Some(thread::spawn(move || {
            // 0 bytes: the input has ended, and nothing was pressed.
            if stdin().read_line(&mut String::new()).is_ok_and(|bytes| bytes > 0) {
                sender.send(()).ok();
            }
        }));
    }

    /// Whether it was pressed since [`Enter::listen`].
    pub(super) fn was_pressed(&self) -> bool {
        self.presses.try_recv().is_ok()
    }
}

/// Whether there is a terminal, and this program is in its foreground.
fn owns_terminal() -> bool {
    #[cfg(unix)]
    let is_in_front = {
        use nix::unistd::{getpgrp, tcgetpgrp};
        tcgetpgrp(stdin()).is_ok_and(|group| group == getpgrp())
    };
    #[cfg(not(unix))]
    let is_in_front = true;
    stdin().is_terminal() && is_in_front
}
