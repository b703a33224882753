//! The tenant of the session.

use shared::TenantId;
use yew::prelude::*;

use super::use_session;

/// The tenant's id, from the claim `tId`; `None` when nobody is signed in.
#[hook]
pub fn use_tenant_id() -> Option<TenantId> {
    use_session().state.tenant_id().cloned()
}
