//! The SQL of the activity. Every read carries the user.

use shared::activity::{ActivityEntry, ActivityKind};
use shared::{SessionHandle, Timestamp, UserId};
use sqlx::FromRow;

use super::NewEntry;
use db::{Db, DbError, Result, Tx};
use db::{change, read, write};

#[derive(FromRow)]
struct ActivityRow {
    activity_id: String,
    kind: String,
    #[sqlx(try_from = "i64")]
    at: Timestamp,
    tenant_id: String,
    session_handle: Option<String>,
    user_agent: Option<String>,
    address: Option<String>,
}

/// Which entries of a user, from where on.
#[derive(Debug, Clone)]
pub struct PageQuery<'a> {
    /// The user.
    pub user: &'a UserId,
    /// The last one of the page before: when it was, and its id.
    pub after: Option<(Timestamp, &'a str)>,
    /// How many at most.
    pub limit: i64,
}

/// A page of a user's activity, newest first, each entry with its id.
///
/// # Errors
/// The database's faults.
pub async fn list(db: &Db, query: &PageQuery<'_>) -> Result<Vec<(String, ActivityEntry)>> {
    // Later than every entry: the first page starts there.
    let (at, id) = query.after.unwrap_or((Timestamp::MAX, ""));
    let rows: Vec<ActivityRow> = read!(db, |connection| sqlx::query_as(
        "SELECT activity_id, kind, at, tenant_id, session_handle, user_agent, address \
         FROM activity WHERE user_id = $1 AND (at, activity_id) < ($2, $3) \
         ORDER BY at DESC, activity_id DESC LIMIT $4"
    )
    .bind(query.user.as_str())
    .bind(at.as_millis())
    .bind(id)
    .bind(query.limit)
    .fetch_all(connection)
    .await)?;
    rows.into_iter().map(entry).collect()
}

fn entry(row: ActivityRow) -> Result<(String, ActivityEntry)> {
    let unreadable = |column, text: &str| DbError::Unreadable { column, reason: text.to_owned() };
    let handle = row.session_handle.map(|text| {
        SessionHandle::try_from(text.clone())
            .map_err(|_| unreadable("activity.session_handle", &text))
    });
    let entry = ActivityEntry {
        kind: kind_of(&row.kind),
        at: row.at,
        tenant_id: row
            .tenant_id
            .parse()
            .map_err(|_| unreadable("activity.tenant_id", &row.tenant_id))?,
        session_handle: handle.transpose()?,
        user_agent: row.user_agent,
        address: row.address,
    };
    Ok((row.activity_id, entry))
}

/// A kind that a newer version wrote is one that this one does not know.
fn kind_of(text: &str) -> ActivityKind {
    let quoted = serde_json::Value::String(text.to_owned());
    serde_json::from_value(quoted).unwrap_or(ActivityKind::Other)
}

/// A kind as it is stored: as on the wire.
pub(super) fn kind_text(kind: ActivityKind) -> String {
    let quoted = serde_json::to_value(kind).ok();
    quoted.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Adds an entry. Where there is no such user, because users live in another system or were deleted
/// just now, there is no user to show it to, and none is written.
///
/// # Errors
/// The database's faults.
pub async fn insert(tx: &mut Tx, entry: &NewEntry) -> Result<()> {
    change!(
        tx,
        sqlx::query(
            "INSERT INTO activity \
         (activity_id, user_id, at, kind, tenant_id, session_handle, user_agent, address) \
         SELECT $1, user_id, $3, $4, $5, $6, $7, $8 FROM users WHERE user_id = $2"
        )
        .bind(&entry.id)
        .bind(entry.user_id.as_str())
        .bind(entry.at.as_millis())
        .bind(kind_text(entry.kind))
        .bind(entry.tenant_id.as_str())
        .bind(entry.session_handle.as_ref().map(SessionHandle::as_str))
        .bind(entry.device.user_agent())
        .bind(entry.device.address())
    )?;
    Ok(())
}

const COUNT: &str = "SELECT COUNT(*) FROM activity WHERE user_id = $1 AND at > $2 AND kind = $3";

/// How many entries of a kind a user has since a moment.
///
/// # Errors
/// The database's faults.
pub async fn count(db: &Db, user: &UserId, since: Timestamp, kind: ActivityKind) -> Result<i64> {
    read!(db, |connection| sqlx::query_scalar(COUNT)
        .bind(user.as_str())
        .bind(since.as_millis())
        .bind(kind_text(kind))
        .fetch_one(connection)
        .await)
}

/// The same, as a transaction that has locked the user sees it.
///
/// # Errors
/// The database's faults.
pub async fn count_in(
    tx: &mut Tx,
    user: &UserId,
    since: Timestamp,
    kind: ActivityKind,
) -> Result<i64> {
    write!(tx, |connection| sqlx::query_scalar(COUNT)
        .bind(user.as_str())
        .bind(since.as_millis())
        .bind(kind_text(kind))
        .fetch_one(connection)
        .await)
}

/// Deletes the oldest entries, at most `limit` of those from before `before`. Returns how many.
///
/// # Errors
/// The database's faults.
pub async fn delete_old(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64> {
    write!(tx, |connection| sqlx::query(
        "DELETE FROM activity WHERE activity_id IN \
         (SELECT activity_id FROM activity WHERE at < $1 ORDER BY at LIMIT $2)"
    )
    .bind(before.as_millis())
    .bind(limit)
    .execute(connection)
    .await
    .map(|done| done.rows_affected()))
}

/// Is there an entry from before that moment?
///
/// # Errors
/// The database's faults.
pub async fn has_old(db: &Db, before: Timestamp) -> Result<bool> {
    let oldest: Option<i64> = read!(db, |connection| sqlx::query_scalar(
        "SELECT at FROM activity WHERE at < $1 ORDER BY at LIMIT 1"
    )
    .bind(before.as_millis())
    .fetch_optional(connection)
    .await)?;
    Ok(oldest.is_some())
}
