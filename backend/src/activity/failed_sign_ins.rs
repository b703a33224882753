//! Wrong passwords. They must neither fill the table nor tell whether an account exists: an entry is
//! written for accounts that exist, ten a day at most, and after the response, so that its write takes
//! no time that a caller could measure.

use std::time::Duration;

use shared::activity::ActivityKind;
use shared::{TenantId, Timestamp, UserId};

use super::{By, Entries, NewEntry, store};
use crate::account::users;
use db::{Db, Result};
use session::Device;

/// How many are written for one account in a day.
const MOST_A_DAY: i64 = 10;
const DAY: Duration = Duration::from_hours(24);
const KIND: ActivityKind = ActivityKind::SignInFailed;

/// Writes entries of failed sign-ins. Cheap to clone.
#[derive(Clone)]
pub(crate) struct FailedSignIns {
    pub(crate) db: Db,
    pub(crate) entries: Entries,
}

impl FailedSignIns {
    /// Writes an entry by and by. A fault costs the entry and nothing else.
    pub(crate) fn record(&self, user: UserId, tenant: TenantId, device: Device, now: Timestamp) {
        let this = self.clone();
        tokio::spawn(async move {
            let by = By { device: &device, at: now };
            let entry = match this.entries.of_user(KIND, &user, &tenant, by) {
                Ok(entry) => entry,
                Err(error) => return tracing::warn!(%error, "a failed sign-in is not noted"),
            };
            if let Err(error) = this.write(entry).await {
                tracing::warn!(%error, "a failed sign-in is not noted");
            }
        });
    }

    async fn write(&self, entry: NewEntry) -> Result<()> {
        let since = entry.at - DAY;
        // A look first: who goes on trying passwords costs no further write.
        if store::count(&self.db, &entry.user_id, since, KIND).await? >= MOST_A_DAY {
            return Ok(());
        }
        let write = self.db.write(async move |tx| {
            // Of many at once each counts those before it.
            let is_there = users::lock(tx, &entry.user_id).await?.is_some();
            let count = store::count_in(tx, &entry.user_id, since, KIND).await?;
            if is_there && count < MOST_A_DAY {
                store::insert(tx, &entry).await?;
            }
            Ok(())
        });
        write.await
    }
}
