//! Who may sign up in a tenant.

use anyhow::bail;
use shared::TenantId;

use crate::account::tenants::{self as store, SignUpPolicy};
use crate::config::Config;

/// Opens or closes a tenant for sign-ups. It makes no tenant.
pub(super) async fn set_sign_up(
    config: &Config,
    tenant: &TenantId,
    policy: SignUpPolicy,
) -> anyhow::Result<String> {
    let db = super::open(config).await?;
    let named = tenant.clone();
    let write = db.write(async move |tx| store::set_sign_up_policy(tx, &named, policy).await).await;
    db.close().await;
    if !write? {
        bail!("there is no tenant {tenant}: nothing was changed");
    }
    Ok(match policy {
        SignUpPolicy::Open => format!("tenant {tenant} is open: users may sign up there"),
        SignUpPolicy::Closed => {
            format!("tenant {tenant} is closed: it takes no sign-ups, its users still sign in")
        }
    })
}
