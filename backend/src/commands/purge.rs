//! Deleting what has expired, all of it at once.

use crate::activity;
use crate::config::Config;
use session;
use session::clock::{Clock, SystemClock};

/// Deletes expired sessions, gone signing keys and old activity, and says how many rows went.
///
/// # Errors
/// With a sentence: there is no such database, or it failed.
pub async fn purge(config: &Config) -> anyhow::Result<String> {
    let db = super::open(config).await?;
    let now = SystemClock.now();
    let purged = session::purge(&db, &config.session.signing_keys, now).await;
    let entries = activity::purge::purge(&db, now - config.activity_retention).await;
    db.close().await;
    let (purged, entries) = (purged?, entries?);
    Ok(format!(
        "purged: {} expired sessions, {} signing keys that no token needs any more, {entries} old \
         entries of the activity",
        purged.sessions, purged.signing_keys
    ))
}
