//! Session rows. Each step of the rotation is one conditional statement whose `WHERE` names the
//! generation it expects; the number of rows says who won.

use serde_json::{Map, Value};
use shared::{SessionHandle, TenantId, Timestamp, UserId};
use sqlx::FromRow;

use super::{Db, DbError, LiveFilter, Result, Tx};
use db::{change, read, write};

/// A session as it is stored. The columns are explained in `migrations/0002_sessions.sql`.
#[derive(Clone, FromRow)]
pub struct SessionRow {
    /// The session.
    #[sqlx(try_from = "String")]
    pub session_handle: SessionHandle,
    /// The user it belongs to.
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    /// The tenant it belongs to.
    #[sqlx(try_from = "String")]
    pub tenant_id: TenantId,
    /// The server key its tokens are derived with.
    pub key_id: String,
    /// 32 random bytes.
    pub seed: Vec<u8>,
    /// How often it was rotated.
    pub generation: i64,
    /// When it was last rotated.
    #[sqlx(try_from = "i64")]
    pub rotated_at: Timestamp,
    /// When it was made.
    #[sqlx(try_from = "i64")]
    pub created_at: Timestamp,
    /// When the password was last given.
    #[sqlx(try_from = "i64")]
    pub confirmed_at: Timestamp,
    /// When it was made, refreshed or re-keyed last.
    #[sqlx(try_from = "i64")]
    pub last_active_at: Timestamp,
    /// When it ends unless it is refreshed.
    #[sqlx(try_from = "i64")]
    pub expires_at: Timestamp,
    /// When it ends however often it is refreshed.
    #[sqlx(try_from = "i64")]
    pub absolute_expires_at: Timestamp,
    /// The app's data, as JSON text.
    pub session_data: String,
    /// The app's claims, as JSON text.
    pub access_token_payload: String,
    /// The User-Agent that rotated it last, or signed in.
    pub user_agent: Option<String>,
    /// The address that rotated it last, or signed in.
    pub address: Option<String>,
}

/// One step of the rotation, as bound to the `UPDATE`.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// The session.
    pub session_handle: SessionHandle,
    /// The generation that was presented.
    pub from_generation: i64,
    /// When, by the application's clock.
    pub now: Timestamp,
    /// The new `expires_at`.
    pub expires_at: Timestamp,
    /// Who rotates.
    pub user_agent: Option<String>,
    /// From where.
    pub address: Option<String>,
}

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT session_handle, user_id, tenant_id, key_id, seed, generation, rotated_at, \
             created_at, confirmed_at, last_active_at, expires_at, absolute_expires_at, \
             session_data, access_token_payload, user_agent, address FROM sessions WHERE ",
            $condition
        )
    };
}

const FIND: &str = select!("session_handle = $1");

/// The row of a handle, expired or not.
///
/// # Errors
/// The database's faults.
pub async fn find(db: &Db, handle: &SessionHandle) -> Result<Option<SessionRow>> {
    read!(db, |connection| sqlx::query_as(FIND)
        .bind(handle.as_str())
        .fetch_optional(connection)
        .await)
}

/// The rows of two handles, expired or not, in one query. The handles may be the same.
///
/// # Errors
/// The database's faults.
pub async fn find_two(db: &Db, handles: [&SessionHandle; 2]) -> Result<[Option<SessionRow>; 2]> {
    const FIND_TWO: &str = select!("session_handle IN ($1, $2)");
    let rows: Vec<SessionRow> = read!(db, |connection| sqlx::query_as(FIND_TWO)
        .bind(handles[0].as_str())
        .bind(handles[1].as_str())
        .fetch_all(connection)
        .await)?;
    Ok(handles.map(|handle| rows.iter().find(|row| row.session_handle == *handle).cloned()))
}

const INSERT: &str = "INSERT INTO sessions (session_handle, user_id, tenant_id, key_id, seed, \
     generation, rotated_at, created_at, confirmed_at, last_active_at, expires_at, absolute_expires_at, \
     session_data, access_token_payload, user_agent, address) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

/// Adds a session.
///
/// # Errors
/// The database's faults; a handle that is taken is one.
pub async fn insert(tx: &mut Tx, row: &SessionRow) -> Result<()> {
    write!(tx, |connection| sqlx::query(INSERT)
        .bind(row.session_handle.as_str())
        .bind(row.user_id.as_str())
        .bind(row.tenant_id.as_str())
        .bind(&row.key_id)
        .bind(&row.seed)
        .bind(row.generation)
        .bind(row.rotated_at.as_millis())
        .bind(row.created_at.as_millis())
        .bind(row.confirmed_at.as_millis())
        .bind(row.last_active_at.as_millis())
        .bind(row.expires_at.as_millis())
        .bind(row.absolute_expires_at.as_millis())
        .bind(&row.session_data)
        .bind(&row.access_token_payload)
        .bind(row.user_agent.as_deref())
        .bind(row.address.as_deref())
        .execute(connection)
        .await
        .map(|_| ()))
}

const ROTATE: &str = "UPDATE sessions SET generation = generation + 1, rotated_at = $3, \
     last_active_at = $3, expires_at = $4, user_agent = $5, address = $6 \
     WHERE session_handle = $1 AND generation = $2 AND expires_at > $3 \
     RETURNING access_token_payload";

/// Takes one step of the rotation if the row is still at the presented generation, and returns the
/// payload to sign. `None`: another rotation was first, or the session is gone.
///
/// # Errors
/// The database's faults.
pub async fn rotate(tx: &mut Tx, step: &Rotation) -> Result<Option<String>> {
    write!(tx, |connection| sqlx::query_scalar(ROTATE)
        .bind(step.session_handle.as_str())
        .bind(step.from_generation)
        .bind(step.now.as_millis())
        .bind(step.expires_at.as_millis())
        .bind(step.user_agent.as_deref())
        .bind(step.address.as_deref())
        .fetch_optional(connection)
        .await)
}

const REKEY: &str = "UPDATE sessions SET seed = $4, generation = $5, rotated_at = $6, \
     confirmed_at = $6, last_active_at = $6, expires_at = $7 \
     WHERE session_handle = $1 AND generation = $2 AND access_token_payload = $3 \
     AND expires_at > $6";

/// Makes the session in `read` the one in `next`, which has another seed, on condition that its
/// generation and its payload, for which new tokens were signed, are still those in `read`. False:
/// they are not, or the session is gone.
///
/// # Errors
/// The database's faults.
pub async fn rekey(tx: &mut Tx, read: &SessionRow, next: &SessionRow) -> Result<bool> {
    change!(
        tx,
        sqlx::query(REKEY)
            .bind(read.session_handle.as_str())
            .bind(read.generation)
            .bind(&read.access_token_payload)
            .bind(&next.seed)
            .bind(next.generation)
            .bind(next.rotated_at.as_millis())
            .bind(next.expires_at.as_millis())
    )
}

/// Ends a session. False: it was gone already.
///
/// # Errors
/// The database's faults.
pub async fn delete(tx: &mut Tx, handle: &SessionHandle) -> Result<bool> {
    change!(tx, sqlx::query("DELETE FROM sessions WHERE session_handle = $1").bind(handle.as_str()))
}

/// Ends a session that is older than a token we issued: its row came from a backup.
///
/// # Errors
/// The database's faults.
pub async fn delete_restored(tx: &mut Tx, handle: &SessionHandle, generation: i64) -> Result<bool> {
    change!(
        tx,
        sqlx::query("DELETE FROM sessions WHERE session_handle = $1 AND generation < $2")
            .bind(handle.as_str())
            .bind(generation)
    )
}

/// Replaces the session data (JSON text) of a live session. False: there is none.
///
/// # Errors
/// The database's faults.
pub async fn update_data(
    tx: &mut Tx,
    handle: &SessionHandle,
    json: &str,
    live: &LiveFilter,
) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "UPDATE sessions SET session_data = $2 \
         WHERE session_handle = $1 AND expires_at > $3 AND $4 LIKE '%' || key_id || '%'"
        )
        .bind(handle.as_str())
        .bind(json)
        .bind(live.now().as_millis())
        .bind(live.key_ids())
    )
}

/// Replaces the session data (JSON text) of a live session on condition that it is still the one in
/// `read`. False: it is not.
///
/// # Errors
/// The database's faults.
pub async fn replace_data(
    tx: &mut Tx,
    read: &SessionRow,
    json: &str,
    now: Timestamp,
) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "UPDATE sessions SET session_data = $3 \
         WHERE session_handle = $1 AND session_data = $2 AND expires_at > $4"
        )
        .bind(read.session_handle.as_str())
        .bind(&read.session_data)
        .bind(json)
        .bind(now.as_millis())
    )
}

/// Replaces the payload (JSON text) of a live session on condition that it is still the one in
/// `read`. False: it is not.
///
/// # Errors
/// The database's faults.
pub async fn replace_payload(
    tx: &mut Tx,
    read: &SessionRow,
    json: &str,
    now: Timestamp,
) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "UPDATE sessions SET access_token_payload = $3 \
         WHERE session_handle = $1 AND access_token_payload = $2 AND expires_at > $4"
        )
        .bind(read.session_handle.as_str())
        .bind(&read.access_token_payload)
        .bind(json)
        .bind(now.as_millis())
    )
}

/// A JSON object from one of the two JSON columns.
///
/// # Errors
/// [`DbError::Unreadable`] when the text is no JSON object.
pub fn json_object(column: &'static str, text: &str) -> Result<Map<String, Value>> {
    serde_json::from_str(text)
        .map_err(|error| DbError::Unreadable { column, reason: error.to_string() })
}
