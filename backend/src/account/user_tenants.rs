//! Which user is in which tenant. An address is unique among the users of a tenant.

use shared::{TenantId, UserId};

use db::{Db, DbError, Result, Tx};
use db::{change, read, write};

/// Puts a user into a tenant, unless they are in it or their address is another user's there.
/// False: one of the two.
///
/// # Errors
/// The database's faults; that there is no such tenant is one.
pub async fn insert_if_free(tx: &mut Tx, tenant: &TenantId, user: &UserId) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "INSERT INTO user_tenants (user_id, tenant_id, email) \
             SELECT user_id, $2, email FROM users WHERE user_id = $1 ON CONFLICT DO NOTHING"
        )
        .bind(user.as_str())
        .bind(tenant.as_str())
    )
}

/// Takes a user out of a tenant. False: they were not in it.
///
/// # Errors
/// The database's faults.
pub async fn delete(tx: &mut Tx, tenant: &TenantId, user: &UserId) -> Result<bool> {
    change!(
        tx,
        sqlx::query("DELETE FROM user_tenants WHERE user_id = $1 AND tenant_id = $2")
            .bind(user.as_str())
            .bind(tenant.as_str())
    )
}

const LIST: &str = "SELECT tenant_id FROM user_tenants WHERE user_id = $1 ORDER BY tenant_id";

/// The tenants of a user, by name.
///
/// # Errors
/// The database's faults.
pub async fn list(db: &Db, user: &UserId) -> Result<Vec<TenantId>> {
    let names: Vec<String> = read!(db, |connection| sqlx::query_scalar(LIST)
        .bind(user.as_str())
        .fetch_all(connection)
        .await)?;
    read_names(names)
}

/// The same, as a transaction that has locked the user sees it.
///
/// # Errors
/// The database's faults.
pub async fn list_in(tx: &mut Tx, user: &UserId) -> Result<Vec<TenantId>> {
    let names: Vec<String> = write!(tx, |connection| sqlx::query_scalar(LIST)
        .bind(user.as_str())
        .fetch_all(connection)
        .await)?;
    read_names(names)
}

fn read_names(names: Vec<String>) -> Result<Vec<TenantId>> {
    let unreadable = |name: &str| DbError::Unreadable {
        column: "user_tenants.tenant_id",
        reason: name.to_owned(),
    };
    names.into_iter().map(|name| name.parse().map_err(|_| unreadable(&name))).collect()
}
