//! Is this machine's clock right? Processes date rows and tokens for each other.

use crate::Sessions;

impl Sessions {
    /// Compares this process's clock with the database's and warns if they are too far apart. With
    /// SQLite there is one machine and one clock.
    pub(crate) async fn check_clock(&self) {
        let tolerance = self.0.config.clock_tolerance;
        let before = self.now();
        let server = match self.0.db.server_clock().await {
            Ok(Some(server)) => server,
            Ok(None) => return,
            Err(error) => return tracing::warn!(%error, "cannot read the database's clock"),
        };
        // Half of the time that the question took is the best guess for its way there.
        let after = self.now();
        let uncertain = after.since(before) / 2;
        let middle = before + uncertain;
        // One process may be ahead by half of what is tolerated, and another behind by as much.
        if middle.abs_diff(server) >= uncertain + tolerance / 2 {
            tracing::warn!(
                off_by_ms = middle.as_millis() - server.as_millis(),
                "this machine's clock and the database's are too far apart: processes that differ \
                 by more than {} s refuse each other's tokens, and may take a repeated refresh for \
                 theft; synchronise the clocks (NTP)",
                tolerance.as_secs()
            );
        }
    }
}
