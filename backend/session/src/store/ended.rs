//! Sessions that end, with what their rows said of whose they were.

use shared::{SessionHandle, TenantId, Timestamp, UserId};
use sqlx::FromRow;

use super::sessions::SessionRow;
use super::{LiveFilter, Result, Tx};
use db::{change, write};

/// What a deleted row said.
#[derive(Debug, Clone, FromRow)]
pub struct EndedRow {
    /// The session.
    #[sqlx(try_from = "String")]
    pub session_handle: SessionHandle,
    /// The user it belonged to.
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    /// The tenant it belonged to.
    #[sqlx(try_from = "String")]
    pub tenant_id: TenantId,
    key_id: String,
    #[sqlx(try_from = "i64")]
    expires_at: Timestamp,
    /// The User-Agent that rotated it last, or signed in.
    pub user_agent: Option<String>,
    /// The address that rotated it last, or signed in.
    pub address: Option<String>,
}

/// Ends a session. `None`: it was not live, or gone already. A row that was not live is deleted all
/// the same.
///
/// # Errors
/// The database's faults.
pub async fn delete_one(
    tx: &mut Tx,
    handle: &SessionHandle,
    live: &LiveFilter,
) -> Result<Option<EndedRow>> {
    let row: Option<EndedRow> = write!(tx, |connection| sqlx::query_as(
        "DELETE FROM sessions WHERE session_handle = $1 RETURNING \
         session_handle, user_id, tenant_id, key_id, expires_at, user_agent, address"
    )
    .bind(handle.as_str())
    .fetch_optional(connection)
    .await)?;
    Ok(row.filter(|row| live.has(&row.key_id, row.expires_at)))
}

/// Ends all sessions of a user but `keep`. Returns those that were live.
///
/// # Errors
/// The database's faults.
pub async fn delete_others(
    tx: &mut Tx,
    user: &UserId,
    keep: &SessionHandle,
    live: &LiveFilter,
) -> Result<Vec<EndedRow>> {
    let rows: Vec<EndedRow> = write!(tx, |connection| sqlx::query_as(
        "DELETE FROM sessions WHERE user_id = $1 AND session_handle <> $2 RETURNING \
         session_handle, user_id, tenant_id, key_id, expires_at, user_agent, address"
    )
    .bind(user.as_str())
    .bind(keep.as_str())
    .fetch_all(connection)
    .await)?;
    Ok(rows.into_iter().filter(|row| live.has(&row.key_id, row.expires_at)).collect())
}

/// Ends a session on condition that its row is of the generation that was read. False: it is not, or
/// the session is gone.
///
/// # Errors
/// The database's faults.
pub async fn delete_as_read(tx: &mut Tx, read: &SessionRow) -> Result<bool> {
    change!(
        tx,
        sqlx::query("DELETE FROM sessions WHERE session_handle = $1 AND generation = $2")
            .bind(read.session_handle.as_str())
            .bind(read.generation)
    )
}
