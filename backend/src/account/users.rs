//! Users. An address is looked up as it is stored: normalised. Which tenants they are in is in
//! `user_tenants.rs`.

use shared::{TenantId, Timestamp, UserId};
use sqlx::FromRow;

use super::user_tenants;
use db::{Db, Result, Tx};
use db::{change, read, write};

/// A user as it is stored. The columns are explained in `migrations`.
#[derive(Clone, FromRow)]
pub struct UserRow {
    /// The user.
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
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
        "SELECT users.user_id, users.email, users.password_hash, users.time_joined \
         FROM user_tenants JOIN users ON users.user_id = user_tenants.user_id \
         WHERE user_tenants.tenant_id = $1 AND user_tenants.email = $2"
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
    read!(db, |connection| sqlx::query_as(
        "SELECT user_id, email, password_hash, time_joined FROM users WHERE user_id IN (\
         SELECT user_tenants.user_id FROM tenants JOIN user_tenants \
         ON user_tenants.tenant_id = tenants.tenant_id AND user_tenants.email = $1) \
         ORDER BY user_id"
    )
    .bind(email)
    .fetch_all(connection)
    .await)
}

/// A user by their id.
///
/// # Errors
/// The database's faults.
pub async fn find(db: &Db, user: &UserId) -> Result<Option<UserRow>> {
    read!(db, |connection| sqlx::query_as(
        "SELECT user_id, email, password_hash, time_joined FROM users WHERE user_id = $1"
    )
    .bind(user.as_str())
    .fetch_optional(connection)
    .await)
}

/// Deletes a user in all tenants; all that refers to them goes along. False: there was none.
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

/// Adds a user to a tenant unless the address is taken there. False: it was, and there is no new
/// user.
///
/// # Errors
/// The database's faults; that there is no such tenant is one.
pub async fn insert_if_free(tx: &mut Tx, user: &UserRow, tenant: &TenantId) -> Result<bool> {
    change!(
        &mut *tx,
        sqlx::query(
            "INSERT INTO users (user_id, email, password_hash, time_joined) \
             VALUES ($1, $2, $3, $4)"
        )
        .bind(user.user_id.as_str())
        .bind(&user.email)
        .bind(&user.password_hash)
        .bind(user.time_joined.as_millis())
    )?;
    let is_free = user_tenants::insert_if_free(tx, tenant, &user.user_id).await?;
    if !is_free {
        delete(tx, &user.user_id).await?;
    }
    Ok(is_free)
}

/// Locks a user's row until the transaction ends, as each change does that sessions depend on:
/// first the user, then their sessions. The address; `None`: there is no such user.
///
/// # Errors
/// The database's faults.
pub async fn lock(tx: &mut Tx, user: &UserId) -> Result<Option<String>> {
    write!(tx, |connection| sqlx::query_scalar(
        "UPDATE users SET email = email WHERE user_id = $1 RETURNING email"
    )
    .bind(user.as_str())
    .fetch_optional(connection)
    .await)
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

/// Replaces a password hash if it is still the old one, by one of the same password. False: it is
/// not.
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

/// Gives the user another password, if its hash is still the old one. False: it is not.
///
/// # Errors
/// The database's faults.
pub async fn change_password(
    tx: &mut Tx,
    user: &UserId,
    old: &str,
    new: &str,
    now: Timestamp,
) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "UPDATE users SET password_hash = $3, password_changed_at = $4 \
             WHERE user_id = $1 AND password_hash = $2"
        )
        .bind(user.as_str())
        .bind(old)
        .bind(new)
        .bind(now.as_millis())
    )
}
