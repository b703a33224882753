//! Users. An address is looked up as it is stored: normalised.

use shared::{TenantId, Timestamp, UserId};
use sqlx::FromRow;

use db::{Db, Result, Tx};
use db::{change, read};

/// A user as it is stored. The columns are explained in `migrations/0001_tenants_and_users.sql`.
#[derive(Clone, FromRow)]
pub struct UserRow {
    /// The user.
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    /// The tenant they belong to.
    #[sqlx(try_from = "String")]
    pub tenant_id: TenantId,
    /// Normalised.
    pub email: String,
    /// PHC string.
    pub password_hash: String,
    /// When they signed up.
    #[sqlx(try_from = "i64")]
    pub time_joined: Timestamp,
}

/// The user of an address in a tenant.
///
/// # Errors
/// The database's faults.
pub async fn find_by_email(db: &Db, tenant: &TenantId, email: &str) -> Result<Option<UserRow>> {
    read!(db, |connection| sqlx::query_as(
        "SELECT user_id, tenant_id, email, password_hash, time_joined \
         FROM users WHERE tenant_id = $1 AND email = $2"
    )
    .bind(tenant.as_str())
    .bind(email)
    .fetch_optional(connection)
    .await)
}

/// The users of an address, of every tenant. Goes through the tenants, and not through all users.
///
/// # Errors
/// The database's faults.
pub async fn list_by_email(db: &Db, email: &str) -> Result<Vec<UserRow>> {
    read!(db, |connection| {
        sqlx::query_as(
        "SELECT users.user_id, users.tenant_id, users.email, users.password_hash, users.time_joined \
         FROM tenants JOIN users ON users.tenant_id = tenants.tenant_id AND users.email = $1 \
         ORDER BY users.tenant_id"
    )
    .bind(email)
    .fetch_all(connection)
    .await
    })
}

/// A user by their id.
///
/// # Errors
/// The database's faults.
pub async fn find(db: &Db, user: &UserId) -> Result<Option<UserRow>> {
    read!(db, |connection| sqlx::query_as(
        "SELECT user_id, tenant_id, email, password_hash, time_joined \
         FROM users WHERE user_id = $1"
    )
    .bind(user.as_str())
    .fetch_optional(connection)
    .await)
}

/// Deletes a user; their comments and likes go along. False: there was none.
///
/// # Errors
/// The database's faults.
pub async fn delete(tx: &mut Tx, user: &UserId) -> Result<bool> {
    change!(tx, sqlx::query("DELETE FROM users WHERE user_id = $1").bind(user.as_str()))
}

/// Is there any user at all? Asked once, at the first start.
///
/// # Errors
/// The database's faults.
pub async fn any_exists(db: &Db) -> Result<bool> {
    let found: Option<String> =
        read!(db, |connection| sqlx::query_scalar("SELECT user_id FROM users LIMIT 1")
            .fetch_optional(connection)
            .await)?;
    Ok(found.is_some())
}

/// Adds a user unless the address is taken in their tenant. False: it was.
///
/// # Errors
/// The database's faults.
pub async fn insert_if_free(tx: &mut Tx, user: &UserRow) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "INSERT INTO users (user_id, tenant_id, email, password_hash, time_joined) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
        )
        .bind(user.user_id.as_str())
        .bind(user.tenant_id.as_str())
        .bind(&user.email)
        .bind(&user.password_hash)
        .bind(user.time_joined.as_millis())
    )
}

/// Is `checked_hash` still the user's password hash? Touches the row, so that a password change
/// waits for the transaction that asked.
///
/// # Errors
/// The database's faults.
pub async fn lock_if_password_is(tx: &mut Tx, user: &UserId, checked_hash: &str) -> Result<bool> {
    change!(tx, sqlx::query(
        "UPDATE users SET password_hash = password_hash WHERE user_id = $1 AND password_hash = $2"
    )
    .bind(user.as_str())
    .bind(checked_hash))
}

/// Replaces a password hash if it is still the old one. False: it is not.
///
/// # Errors
/// The database's faults.
pub async fn replace_password_hash(
    tx: &mut Tx,
    user: &UserId,
    old: &str,
    new: &str,
) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "UPDATE users SET password_hash = $3 WHERE user_id = $1 AND password_hash = $2"
        )
        .bind(user.as_str())
        .bind(old)
        .bind(new)
    )
}
