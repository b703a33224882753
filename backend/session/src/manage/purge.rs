//! Expired sessions and gone signing keys leave the database, in small batches that never touch
//! live ones.

use std::time::Duration;

use shared::Timestamp;

use crate::config::KeyPolicy;
use crate::keys;
use crate::store::{self, Db, purge as rows};

/// How many sessions one transaction looks at: it is over in milliseconds, and sign-ins and
/// refreshes come in between.
const BATCH: i64 = 500;
/// How many batches a server looks at in one round.
const BATCHES_PER_ROUND: usize = 20;
/// The time between two rounds of a server.
const ROUND_INTERVAL: Duration = Duration::from_mins(5);

/// What was deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Sessions that had expired.
    pub sessions: u64,
    /// Signing keys whose last token had expired.
    pub signing_keys: u64,
}

impl Purged {
    fn audit(self) {
        let Self { sessions, signing_keys } = self;
        if self != Self::default() {
            tracing::info!(target: "audit", event = "purged", sessions, signing_keys);
        }
    }
}

/// Deletes all that has expired at `now`. It needs no server key, and may run beside any number of
/// servers.
///
/// # Errors
/// The database's faults; what was deleted before stays deleted.
pub async fn purge(db: &Db, policy: &KeyPolicy, now: Timestamp) -> store::Result<Purged> {
    let mut purged = Purged::default();
    let mut place = Place::default();
    loop {
        let batch = place.next_batch(db, now).await?;
        purged.sessions += batch.deleted;
        if batch.is_last {
            break;
        }
    }
    purged.signing_keys = keys::delete_gone(db, policy, now).await?;
    purged.audit();
    Ok(purged)
}

/// The purge that runs beside a server: a part of the table every few minutes. Signing keys are no
/// part of it, because their own maintenance deletes them.
#[derive(Debug, Default)]
pub struct PurgeRounds {
    place: Place,
    /// When the next round is due; the first one is at once.
    next_at: Timestamp,
}

impl PurgeRounds {
    /// Does the next round if it is due at `now`. A round looks at 10,000 sessions at most; the
    /// next one goes on where it ended.
    ///
    /// # Errors
    /// The database's faults. The next round is then due after the usual pause.
    pub async fn run_if_due(&mut self, db: &Db, now: Timestamp) -> store::Result<Purged> {
        let mut purged = Purged::default();
        if now < self.next_at {
            return Ok(purged);
        }
        self.next_at = now + ROUND_INTERVAL;
        for _ in 0..BATCHES_PER_ROUND {
            let batch = self.place.next_batch(db, now).await?;
            purged.sessions += batch.deleted;
            if batch.is_last {
                break;
            }
        }
        purged.audit();
        Ok(purged)
    }
}

/// Up to where the table was looked at: a handle, or, at its beginning, the empty text.
#[derive(Debug, Default)]
struct Place(String);

struct Batch {
    deleted: u64,
    is_last: bool,
}

impl Place {
    /// Deletes what has expired in the next stretch of the table. After the last one it is at the
    /// beginning again. A stretch without expired sessions costs one read and no transaction.
    async fn next_batch(&mut self, db: &Db, now: Timestamp) -> store::Result<Batch> {
        let Some(stretch) = rows::stretch(db, &self.0, BATCH, now).await? else {
            self.0.clear();
            return Ok(Batch { deleted: 0, is_last: true });
        };
        let after = std::mem::replace(&mut self.0, stretch.last.clone());
        let mut deleted = 0;
        if stretch.expired > 0 {
            let last = stretch.last;
            let write =
                db.write(async move |tx| rows::delete_expired(tx, &after, &last, now).await);
            deleted = write.await?;
        }
        let is_last = i64::try_from(stretch.len).is_ok_and(|len| len < BATCH);
        if is_last {
            self.0.clear();
        }
        Ok(Batch { deleted, is_last })
    }
}
