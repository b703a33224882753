//! Deleting what has expired, all of it at once.

use crate::config::Config;
use session;
use session::clock::{Clock, SystemClock};

/// Deletes expired sessions and gone signing keys, and says how many rows went.
///
/// # Errors
/// With a sentence: there is no such database, or it failed.
pub async fn purge(config: &Config) -> anyhow::Result<String> {
    let db = super::open(config).await?;
    let purged = session::purge(&db, &config.session.signing_keys, SystemClock.now()).await;
    db.close().await;
    let purged = purged?;
    Ok(format!(
        "purged: {} expired sessions, {} signing keys that no token needs any more",
        purged.sessions, purged.signing_keys
    ))
}
