//! Keys whose last token has expired leave the table.

use shared::Timestamp;

use crate::config::KeyPolicy;
use crate::store::signing_keys::{self as store, KeyState};
use crate::store::{Db, Result};

/// Deletes the keys that are gone at `now`, and returns how many. No key is opened, so it needs no
/// server key.
pub(crate) async fn delete_gone(db: &Db, policy: &KeyPolicy, now: Timestamp) -> Result<u64> {
    let mut deleted = 0;
    for row in store::list(db).await?.rows {
        if !policy.is_gone(&row, now) {
            continue;
        }
        let write = db.write(async move |tx| store::delete(tx, &row.kid, KeyState::Retiring).await);
        deleted += u64::from(write.await?);
    }
    Ok(deleted)
}
