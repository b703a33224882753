//! Tenants.

use shared::TenantId;

use super::db::{change, read};
use super::{Db, Result, Tx};

/// Is there such a tenant?
///
/// # Errors
/// The database's faults.
pub async fn exists(db: &Db, tenant: &TenantId) -> Result<bool> {
    let found: Option<String> = read!(db, |connection| sqlx::query_scalar(
        "SELECT tenant_id FROM tenants WHERE tenant_id = $1"
    )
    .bind(tenant.as_str())
    .fetch_optional(connection)
    .await)?;
    Ok(found.is_some())
}

/// Adds a tenant. False: it was there.
///
/// # Errors
/// The database's faults.
pub async fn insert(tx: &mut Tx, tenant: &TenantId, now: i64) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "INSERT INTO tenants (tenant_id, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING"
        )
        .bind(tenant.as_str())
        .bind(now)
    )
}
