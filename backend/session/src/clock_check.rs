//! Is this machine's clock right? Processes date rows and tokens for each other.

use std::sync::Arc;
use std::time::Duration;

use db::Db;

use crate::clock::Clock;

/// Compares the clock of this process with the database's.
pub(crate) struct ClockCheck {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    /// How far the clocks of two processes may differ.
    pub(crate) tolerance: Duration,
}

impl ClockCheck {
    /// Warns if the two clocks are too far apart. With SQLite there is one machine and one clock.
    pub(crate) async fn run(&self) {
        let before = self.clock.now();
        let server = match self.db.server_clock().await {
            Ok(Some(server)) => server,
            Ok(None) => return,
            Err(error) => return tracing::warn!(%error, "cannot read the database's clock"),
        };
        // Half of the time that the question took is the best guess for its way there.
        let after = self.clock.now();
        let uncertain = after.since(before) / 2;
        let middle = before + uncertain;
        // One process may be ahead by half of what is tolerated, and another behind by as much.
        if middle.abs_diff(server) >= uncertain + self.tolerance / 2 {
            tracing::warn!(
                off_by_ms = middle.as_millis() - server.as_millis(),
                "this machine's clock and the database's are too far apart: processes that differ \
                 by more than {} s refuse each other's tokens, and may take a repeated refresh for \
                 theft; synchronise the clocks (NTP)",
                self.tolerance.as_secs()
            );
        }
    }
}
