//! Notices that source files have changed, and waits until they stop changing: an editor or git
//! writes many files at once.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::clock;
use crate::workspace::Workspace;

/// The one file in the root whose change restarts the backend.
const SETTINGS: &str = ".env";

/// How long the files must be quiet.
const QUIET: Duration = Duration::from_millis(200);

/// The changes of the watched files.
pub(super) struct Changes {
    events: Receiver<notify::Result<Event>>,
    last: Option<Instant>,
    root: PathBuf,
    /// Watches until it is dropped.
    _watcher: RecommendedWatcher,
}

impl Changes {
    /// Watches `folders` with everything in them, and the settings.
    pub(super) fn watch(workspace: &Workspace, folders: &[&str]) -> Result<Self> {
        let (sender, events) = channel();
        let mut watcher = notify::recommended_watcher(sender).context("could not watch files")?;
        let root = workspace.path("");
        let folders = folders.iter().map(|path| (workspace.path(path), RecursiveMode::Recursive));
        // The folder and not the file, which need not be there yet.
        for (path, mode) in folders.chain([(root.clone(), RecursiveMode::NonRecursive)]) {
            watcher
                .watch(&path, mode)
                .with_context(|| format!("could not watch {}", path.display()))?;
        }
        Ok(Self { events, last: None, root, _watcher: watcher })
    }

    /// Whether files have changed since this last returned true, and are quiet now.
    pub(super) fn have_settled(&mut self) -> bool {
        // Counted, so that all events are taken and not only those up to the first change.
        if self.events.try_iter().filter(|event| is_change(event, &self.root)).count() > 0 {
            self.last = Some(clock::now());
        }
        self.last.take_if(|last| last.elapsed() >= QUIET).is_some()
    }
}

/// Whether an event is a change. Reading a file is an event, too, and cargo reads them all; of the
/// files in the root only the settings count.
fn is_change(event: &notify::Result<Event>, root: &Path) -> bool {
    let counts = |path: &PathBuf| path.parent() != Some(root) || path.ends_with(SETTINGS);
    event.as_ref().is_ok_and(|event| !event.kind.is_access() && event.paths.iter().any(counts))
}

#[cfg(test)]
mod tests {
    use notify::EventKind;
    use notify::event::{AccessKind, ModifyKind};

    use super::*;

    #[test]
    fn reading_a_file_does_not_change_it() {
        let root = Path::new("/app");
        let event = |kind, path| Ok(Event::new(kind).add_path(root.join(path)));
        let (read, write) =
            (EventKind::Access(AccessKind::Read), EventKind::Modify(ModifyKind::Any));
        assert!(!is_change(&event(read, "backend/src/lib.rs"), root));
        assert!(is_change(&event(write, "backend/src/lib.rs"), root));
        assert!(is_change(&event(write, ".env"), root));
        for other in ["Cargo.lock", "data", "target", "backend"] {
            assert!(!is_change(&event(write, other), root), "{other}");
        }
    }
}
