//! The log of a test's own thread.

use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Subscriber};
use tracing_subscriber::fmt::MakeWriter;

/// Collects what is logged on this thread, from `debug` on.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Collects until the guard is dropped.
    #[must_use]
    pub fn collect() -> (Self, DefaultGuard) {
        static ANOTHER: OnceLock<Dispatch> = OnceLock::new();
        // While there is one collector only, tracing lets the first thread that comes by a line of
        // code decide for all whether a subscriber wants what it says, and that may be another test's.
        ANOTHER.get_or_init(|| Dispatch::new(subscriber(std::io::sink)));
        let log = Self::default();
        let writer = log.clone();
        let guard = tracing::subscriber::set_default(subscriber(move || writer.clone()));
        (log, guard)
    }

    /// What was logged so far.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }

    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn subscriber<W>(writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(writer)
        .with_ansi(false)
        .finish()
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
