//! Tenants.

use shared::tenants::ListedTenant;
use shared::{TenantId, Timestamp};

use db::{Db, DbError, Result, Tx};
use db::{change, read};

/// Who may sign up in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUpPolicy {
    /// Everyone who knows the address of the form.
    Open,
    /// No one. Its users sign in as before.
    Closed,
}

impl SignUpPolicy {
    /// As it stands in `tenants.sign_up`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// Who may know that there is a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Every visitor: the page offers it for signing in.
    Listed,
    /// Those who know its name.
    Unlisted,
}

impl Listing {
    /// As it stands in `tenants.listed`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Unlisted => "unlisted",
        }
    }
}

/// How many tenants a visitor is told of at most.
const LISTED_LIMIT: i64 = 100;

/// The tenants that every visitor may know of, by name.
///
/// # Errors
/// The database's faults.
pub async fn list_listed(db: &Db) -> Result<Vec<ListedTenant>> {
    let rows: Vec<(String, String)> = read!(db, |connection| {
        sqlx::query_as(
        "SELECT tenant_id, sign_up FROM tenants WHERE listed = 'listed' ORDER BY tenant_id LIMIT $1"
    )
    .bind(LISTED_LIMIT)
    .fetch_all(connection)
    .await
    })?;
    let unreadable =
        |name: &str| DbError::Unreadable { column: "tenants.tenant_id", reason: name.to_owned() };
    let listed = rows.into_iter().map(|(name, sign_up)| {
        let tenant_id = name.parse().map_err(|_| unreadable(&name))?;
        Ok(ListedTenant { tenant_id, sign_up: sign_up == SignUpPolicy::Open.as_str() })
    });
    listed.collect()
}

/// Says who may know of a tenant. False: there is no such tenant.
///
/// # Errors
/// The database's faults.
pub async fn set_listing(tx: &mut Tx, tenant: &TenantId, listing: Listing) -> Result<bool> {
    change!(
        tx,
        sqlx::query("UPDATE tenants SET listed = $2 WHERE tenant_id = $1")
            .bind(tenant.as_str())
            .bind(listing.as_str())
    )
}

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

/// Who may sign up in a tenant. `None`: there is no such tenant.
///
/// # Errors
/// The database's faults.
pub async fn sign_up_policy(db: &Db, tenant: &TenantId) -> Result<Option<SignUpPolicy>> {
    let found: Option<String> = read!(db, |connection| sqlx::query_scalar(
        "SELECT sign_up FROM tenants WHERE tenant_id = $1"
    )
    .bind(tenant.as_str())
    .fetch_optional(connection)
    .await)?;
    let policies = [SignUpPolicy::Open, SignUpPolicy::Closed];
    let policy = |text: String| {
        let known = policies.into_iter().find(|policy| policy.as_str() == text);
        known.ok_or(DbError::Unreadable { column: "tenants.sign_up", reason: text })
    };
    found.map(policy).transpose()
}

/// Says who may sign up in a tenant. False: there is no such tenant.
///
/// # Errors
/// The database's faults.
pub async fn set_sign_up_policy(
    tx: &mut Tx,
    tenant: &TenantId,
    policy: SignUpPolicy,
) -> Result<bool> {
    change!(
        tx,
        sqlx::query("UPDATE tenants SET sign_up = $2 WHERE tenant_id = $1")
            .bind(tenant.as_str())
            .bind(policy.as_str())
    )
}

/// Adds a tenant, which is not listed. False: it was there.
///
/// # Errors
/// The database's faults.
pub async fn insert(
    tx: &mut Tx,
    tenant: &TenantId,
    policy: SignUpPolicy,
    now: Timestamp,
) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "INSERT INTO tenants (tenant_id, sign_up, created_at) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING"
        )
        .bind(tenant.as_str())
        .bind(policy.as_str())
        .bind(now.as_millis())
    )
}
