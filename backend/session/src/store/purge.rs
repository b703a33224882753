//! Expired sessions leave the table, a stretch of it at a time.
//!
//! In the order of the primary key, because an index on `expires_at` would have to change with
//! every refresh.

use shared::Timestamp;
use sqlx::FromRow;

use super::{Db, Result, Tx};
use db::{read, write};

#[derive(FromRow)]
struct Row {
    session_handle: String,
    #[sqlx(try_from = "i64")]
    expires_at: Timestamp,
    #[sqlx(try_from = "i64")]
    absolute_expires_at: Timestamp,
}

/// Some sessions that follow each other in the order of their handles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The last handle.
    pub last: String,
    /// How many there are.
    pub len: usize,
    /// How many of them have expired.
    pub expired: usize,
}

/// Up to `limit` sessions whose handles come after `after`; all of them come after the empty text.
/// `None`: there are no more.
///
/// # Errors
/// The database's faults.
pub async fn stretch(db: &Db, after: &str, limit: i64, now: Timestamp) -> Result<Option<Stretch>> {
    let rows: Vec<Row> = read!(db, |connection| sqlx::query_as(
        "SELECT session_handle, expires_at, absolute_expires_at FROM sessions \
         WHERE session_handle > $1 ORDER BY session_handle LIMIT $2"
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await)?;
    let has_expired = |row: &&Row| row.expires_at <= now || row.absolute_expires_at <= now;
    let (len, expired) = (rows.len(), rows.iter().filter(has_expired).count());
    Ok(rows.into_iter().next_back().map(|row| Stretch { last: row.session_handle, len, expired }))
}

/// Deletes the expired sessions with handles after `after`, up to `last`. Returns how many.
///
/// # Errors
/// The database's faults.
pub async fn delete_expired(tx: &mut Tx, after: &str, last: &str, now: Timestamp) -> Result<u64> {
    write!(tx, |connection| sqlx::query(
        "DELETE FROM sessions WHERE session_handle > $1 AND session_handle <= $2 \
         AND (expires_at <= $3 OR absolute_expires_at <= $3)"
    )
    .bind(after)
    .bind(last)
    .bind(now.as_millis())
    .execute(connection)
    .await
    .map(|done| done.rows_affected()))
}
