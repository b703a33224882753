//! GET `/api/account`: who the caller is.

use axum::Router;
use axum::extract::State;
use server::{Json, Mount};
use shared::{Account, GetAccount, Timestamp, UserId};
use sqlx::FromRow;

use super::user_tenants;
use crate::error::Error;
use crate::state::AppState;
use db::{Db, Result, read};
use session::{LiveSession, Unauthorised};

pub(crate) fn router() -> Router<AppState> {
    Router::new().mount(GetAccount, get)
}

async fn get(
    State(db): State<Db>,
    LiveSession(session): LiveSession,
) -> std::result::Result<Json<Account>, Error> {
    let account = find(&db, session.get_user_id()).await?;
    Ok(Json(account.ok_or(Unauthorised::SessionGone)?))
}

#[derive(FromRow)]
struct AccountRow {
    email: String,
    #[sqlx(try_from = "i64")]
    time_joined: Timestamp,
    password_changed_at: Option<i64>,
}

/// A user as they see themselves.
///
/// # Errors
/// The database's faults.
pub async fn find(db: &Db, user: &UserId) -> Result<Option<Account>> {
    let row: Option<AccountRow> = read!(db, |connection| sqlx::query_as(
        "SELECT email, time_joined, password_changed_at FROM users WHERE user_id = $1"
    )
    .bind(user.as_str())
    .fetch_optional(connection)
    .await)?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Account {
        id: user.clone(),
        email: row.email,
        tenant_ids: user_tenants::list(db, user).await?,
        time_joined: row.time_joined,
        password_changed: row.password_changed_at.map(Timestamp::from_millis),
    }))
}
