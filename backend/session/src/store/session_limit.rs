//! How many sessions a user has at most.

use shared::{SessionHandle, Timestamp, UserId};
use sqlx::FromRow;

use super::{LiveFilter, Result, Tx};
use db::write;

/// How many sessions one sign-in ends at most. A user who has far too many of them, from before
/// there was a limit, gets there sign-in by sign-in, and none of them takes long.
pub const MOST_AT_ONCE: i64 = 200;

#[derive(FromRow)]
struct EndedRow {
    #[sqlx(try_from = "String")]
    session_handle: SessionHandle,
    key_id: String,
    #[sqlx(try_from = "i64")]
    expires_at: Timestamp,
}

/// Of the user's oldest sessions, `keep` and [`MOST_AT_ONCE`] of them, those that were active last
/// stay, live ones before others. Looking at the oldest only bounds the work, and as long as a user
/// has no more than that, it is all of them. The order by age is that of the index.
const DELETE: &str = "DELETE FROM sessions WHERE session_handle IN (\
     SELECT session_handle FROM (\
     SELECT session_handle, \
     ROW_NUMBER() OVER (ORDER BY is_live DESC, last_active_at DESC, session_handle) AS place \
     FROM (SELECT session_handle, last_active_at, \
     CASE WHEN expires_at > $2 AND $3 LIKE '%' || key_id || '%' THEN 1 ELSE 0 END AS is_live \
     FROM sessions WHERE user_id = $1 ORDER BY created_at, session_handle LIMIT $4) AS oldest\
     ) AS ranked WHERE place > $5) \
     RETURNING session_handle, key_id, expires_at";

/// Ends sessions of a user, those that were idle for longest, until `keep` are left. Returns those
/// that were live.
///
/// # Errors
/// The database's faults.
pub async fn delete_beyond(
    tx: &mut Tx,
    user: &UserId,
    keep: i64,
    live: &LiveFilter,
) -> Result<Vec<SessionHandle>> {
    let rows: Vec<EndedRow> = write!(tx, |connection| sqlx::query_as(DELETE)
        .bind(user.as_str())
        .bind(live.now().as_millis())
        .bind(live.key_ids())
        .bind(keep.saturating_add(MOST_AT_ONCE))
        .bind(keep)
        .fetch_all(connection)
        .await)?;
    let was_live = rows.into_iter().filter(|row| live.has(&row.key_id, row.expires_at));
    Ok(was_live.map(|row| row.session_handle).collect())
}
