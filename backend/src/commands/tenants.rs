//! Who may sign up in a tenant, and who may know of it.

use anyhow::bail;
use shared::TenantId;

use crate::account::tenants::{self as store, Listing, SignUpPolicy};
use crate::config::Config;
use db::Tx;

/// Opens or closes a tenant for sign-ups. It makes no tenant.
pub(super) async fn set_sign_up(
    config: &Config,
    tenant: &TenantId,
    policy: SignUpPolicy,
) -> anyhow::Result<String> {
    let named = tenant.clone();
    change(config, tenant, async move |tx| store::set_sign_up_policy(tx, &named, policy).await)
        .await?;
    Ok(match policy {
        SignUpPolicy::Open => format!("tenant {tenant} is open: users may sign up there"),
        SignUpPolicy::Closed => {
            format!("tenant {tenant} is closed: it takes no sign-ups, its users still sign in")
        }
    })
}

/// Has every visitor told of a tenant, or those only who know its name.
pub(super) async fn set_listing(
    config: &Config,
    tenant: &TenantId,
    listing: Listing,
) -> anyhow::Result<String> {
    let named = tenant.clone();
    change(config, tenant, async move |tx| store::set_listing(tx, &named, listing).await).await?;
    Ok(match listing {
        Listing::Listed => format!("tenant {tenant} is shown: every visitor may know of it"),
        Listing::Unlisted => {
            format!("tenant {tenant} is hidden: who knows its name still signs in there")
        }
    })
}

async fn change(
    config: &Config,
    tenant: &TenantId,
    work: impl AsyncFnOnce(&mut Tx) -> db::Result<bool> + Clone,
) -> anyhow::Result<()> {
    let db = super::open(config).await?;
    let write = db.write(work).await;
    db.close().await;
    if !write? {
        bail!("there is no tenant {tenant}: nothing was changed");
    }
    Ok(())
}
