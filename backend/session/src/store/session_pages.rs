//! The sessions of one user, as that user sees them. Every query carries the user.

use shared::{SessionHandle, TenantId, Timestamp, UserId};
use sqlx::FromRow;

use super::{Db, LiveFilter, Result};
use db::read;

/// What a list shows of a session.
#[derive(Debug, Clone, FromRow)]
pub struct SessionListRow {
    /// The session.
    #[sqlx(try_from = "String")]
    pub session_handle: SessionHandle,
    /// The tenant it belongs to.
    #[sqlx(try_from = "String")]
    pub tenant_id: TenantId,
    /// When it was made.
    #[sqlx(try_from = "i64")]
    pub created_at: Timestamp,
    /// When it was last refreshed.
    #[sqlx(try_from = "i64")]
    pub last_active_at: Timestamp,
    /// When it ends however often it is refreshed.
    #[sqlx(try_from = "i64")]
    pub absolute_expires_at: Timestamp,
    /// The User-Agent that rotated it last, or signed in.
    pub user_agent: Option<String>,
    /// The address that rotated it last, or signed in.
    pub address: Option<String>,
}

/// Which sessions, from where on.
#[derive(Debug, Clone)]
pub struct PageQuery<'a> {
    /// The user whose sessions are listed.
    pub user: &'a UserId,
    /// Of one tenant, or of all.
    pub tenant: Option<&'a TenantId>,
    /// The last one of the page before: when it was made, and its handle.
    pub after: Option<(Timestamp, &'a SessionHandle)>,
    /// How many rows at most.
    pub limit: i64,
    /// Which rows count.
    pub live: &'a LiveFilter,
}

/// A page of live sessions, newest first.
///
/// # Errors
/// The database's faults.
pub async fn list(db: &Db, query: &PageQuery<'_>) -> Result<Vec<SessionListRow>> {
    // Above every session: the first page starts there.
    let (created_at, handle) = match query.after {
        Some((created_at, handle)) => (created_at, handle.as_str()),
        None => (Timestamp::MAX, ""),
    };
    read!(db, |connection| sqlx::query_as(
        "SELECT session_handle, tenant_id, created_at, last_active_at, absolute_expires_at, \
         user_agent, address FROM sessions WHERE user_id = $1 AND ($2 IS NULL OR tenant_id = $2) \
         AND expires_at > $3 AND (created_at, session_handle) < ($4, $5) \
         AND $6 LIKE '%' || key_id || '%' \
         ORDER BY created_at DESC, session_handle DESC LIMIT $7"
    )
    .bind(query.user.as_str())
    .bind(query.tenant.map(TenantId::as_str))
    .bind(query.live.now().as_millis())
    .bind(created_at.as_millis())
    .bind(handle)
    .bind(query.live.key_ids())
    .bind(query.limit)
    .fetch_all(connection)
    .await)
}
