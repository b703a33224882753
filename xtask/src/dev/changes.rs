//! Notices that source files have changed, and waits until they stop changing: an editor or git
//! writes many files at once.

use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::clock;
use crate::workspace::Workspace;

/// How long the files must be quiet.
const QUIET: Duration = Duration::from_millis(200);

pub(super) struct Changes {
    events: Receiver<notify::Result<Event>>,
    last: Option<Instant>,
    /// Watches until it is dropped.
    _watcher: RecommendedWatcher,
}

impl Changes {
    pub(super) fn watch(workspace: &Workspace, paths: &[&str]) -> Result<Self> {
        let (sender, events) = channel();
        let mut watcher = notify::recommended_watcher(sender).context("could not watch files")?;
        for path in paths.iter().map(|path| workspace.path(path)) {
            watcher
                .watch(&path, RecursiveMode::Recursive)
                .with_context(|| format!("could not watch {}", path.display()))?;
        }
        Ok(Self { events, last: None, _watcher: watcher })
    }

    /// Whether files have changed since the last yes and are quiet now.
    pub(super) fn have_settled(&mut self) -> bool {
        if self.events.try_iter().any(|event| is_change(&event)) {
            self.last = Some(clock::now());
        }
        self.last.take_if(|last| last.elapsed() >= QUIET).is_some()
    }
}

/// Reading a file is an event too, and cargo reads them all.
fn is_change(event: &notify::Result<Event>) -> bool {
    event.as_ref().is_ok_and(|event| !event.kind.is_access())
}

#[cfg(test)]
mod tests {
    use notify::EventKind;
    use notify::event::{AccessKind, ModifyKind};

    use super::*;

    #[test]
    fn reading_a_file_does_not_change_it() {
        let read = Event::new(EventKind::Access(AccessKind::Read));
        let write = Event::new(EventKind::Modify(ModifyKind::Any));
        assert!(!is_change(&Ok(read)));
        assert!(is_change(&Ok(write)));
    }
}
