//! Entries that were kept for long enough leave the database, in small steps.

use std::time::Duration;

use shared::Timestamp;

use super::store;
use db::{Db, Result};

/// How many entries one transaction deletes.
const BATCH: i64 = 500;
/// How many batches a server deletes in one round.
const BATCHES_PER_ROUND: usize = 20;
/// The time between two rounds of a server.
const ROUND_INTERVAL: Duration = Duration::from_mins(5);

/// Deletes all entries from before `before`. Returns how many.
///
/// # Errors
/// The database's faults; what was deleted before stays deleted.
pub async fn purge(db: &Db, before: Timestamp) -> Result<u64> {
    delete(db, before, usize::MAX).await
}

/// The purge that runs beside a server: some of it every few minutes.
#[derive(Debug, Default)]
pub struct ActivityRounds {
    /// When the next round is due; the first one is at once.
    next_at: Timestamp,
}

impl ActivityRounds {
    /// Does the next round if it is due at `now`: deletes what is older than `retention`, 10,000
    /// entries at most.
    ///
    /// # Errors
    /// The database's faults. The next round is then due after the usual pause.
    pub async fn run_if_due(
        &mut self,
        db: &Db,
        retention: Duration,
        now: Timestamp,
    ) -> Result<u64> {
        if now < self.next_at {
            return Ok(0);
        }
        self.next_at = now + ROUND_INTERVAL;
        delete(db, now - retention, BATCHES_PER_ROUND).await
    }
}

async fn delete(db: &Db, before: Timestamp, batches: usize) -> Result<u64> {
    let mut deleted = 0;
    for _ in 0..batches {
        // Most rounds find nothing, and begin no transaction.
        if !store::has_old(db, before).await? {
            break;
        }
        deleted += db.write(async move |tx| store::delete_old(tx, before, BATCH).await).await?;
    }
    if deleted > 0 {
        tracing::info!(target: "audit", event = "activity_purged", entries = deleted);
    }
    Ok(deleted)
}
