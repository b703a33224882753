//! All sessions of a user, and those that end.

use std::collections::{BTreeSet, HashSet};

use shared::{SessionHandle, TenantId, Timestamp, UserId};
use sqlx::FromRow;

use super::{Db, LiveFilter, Result, Tx};
use db::{read, write};

#[derive(FromRow)]
struct HandleRow {
    #[sqlx(try_from = "String")]
    session_handle: SessionHandle,
    key_id: String,
    #[sqlx(try_from = "i64")]
    expires_at: Timestamp,
}

/// The live sessions of a user: of one tenant, or of all.
///
/// # Errors
/// The database's faults.
pub async fn list_handles(
    db: &Db,
    user: &UserId,
    tenant: Option<&TenantId>,
    live: &LiveFilter,
) -> Result<Vec<SessionHandle>> {
    let rows: Vec<HandleRow> = read!(db, |connection| sqlx::query_as(
        "SELECT session_handle, key_id, expires_at FROM sessions \
         WHERE user_id = $1 AND ($2 IS NULL OR tenant_id = $2) AND expires_at > $3 \
         ORDER BY created_at DESC, session_handle"
    )
    .bind(user.as_str())
    .bind(tenant.map(TenantId::as_str))
    .bind(live.now().as_millis())
    .fetch_all(connection)
    .await)?;
    Ok(live_of(rows, live))
}

/// Ends the sessions of a user, of one tenant or of all, but for `keep`. Returns those that were
/// live.
///
/// # Errors
/// The database's faults.
pub async fn delete_of_user(
    tx: &mut Tx,
    user: &UserId,
    tenant: Option<&TenantId>,
    keep: Option<&SessionHandle>,
    live: &LiveFilter,
) -> Result<Vec<SessionHandle>> {
    let rows: Vec<HandleRow> = write!(tx, |connection| sqlx::query_as(
        "DELETE FROM sessions WHERE user_id = $1 AND ($2 IS NULL OR tenant_id = $2) \
         AND ($3 IS NULL OR session_handle <> $3) RETURNING session_handle, key_id, expires_at"
    )
    .bind(user.as_str())
    .bind(tenant.map(TenantId::as_str))
    .bind(keep.map(SessionHandle::as_str))
    .fetch_all(connection)
    .await)?;
    Ok(live_of(rows, live))
}

/// Ends a session. False: it was gone already. A row that was not live is deleted all the same.
///
/// # Errors
/// The database's faults.
pub async fn delete_live(tx: &mut Tx, handle: &SessionHandle, live: &LiveFilter) -> Result<bool> {
    let row: Option<HandleRow> = write!(tx, |connection| sqlx::query_as(
        "DELETE FROM sessions WHERE session_handle = $1 \
         RETURNING session_handle, key_id, expires_at"
    )
    .bind(handle.as_str())
    .fetch_optional(connection)
    .await)?;
    Ok(row.is_some_and(|row| live.has(&row.key_id, row.expires_at)))
}

/// Ends sessions. Returns those that were live. Rows that were not are deleted all the same.
///
/// They are deleted in the order of their handles, whatever the caller's: two callers who end the
/// same sessions in opposite orders would wait for each other.
///
/// # Errors
/// The database's faults.
pub async fn delete_many(
    tx: &mut Tx,
    handles: &[SessionHandle],
    live: &LiveFilter,
) -> Result<Vec<SessionHandle>> {
    let sorted: BTreeSet<_> = handles.iter().collect();
    let mut ended = HashSet::new();
    for handle in sorted {
        if delete_live(tx, handle, live).await? {
            ended.insert(handle);
        }
    }
    Ok(handles.iter().filter(|handle| ended.remove(handle)).cloned().collect())
}

fn live_of(rows: Vec<HandleRow>, live: &LiveFilter) -> Vec<SessionHandle> {
    let live = rows.into_iter().filter(|row| live.has(&row.key_id, row.expires_at));
    live.map(|row| row.session_handle).collect()
}
