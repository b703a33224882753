//! The tenants that there are, and the way into another one.

use session_client::ApiError;
use shared::TenantId;
use shared::tenants::{ListTenants, SwitchTenant, TenantList};
use yew::prelude::*;

use super::hooks::use_session;
use super::use_query::{Query, use_query};
use super::use_reauthentication::use_reauthentication;
use crate::hooks::{Mutation, use_mutation};

/// What [`use_tenants`] gives.
pub struct TenantsHandle {
    /// The listed ones, and the user's own.
    pub list: Query<TenantList>,
    /// Makes a session in another tenant of the user's, in the place of this one.
    pub switch: Mutation<TenantId, (), ApiError>,
}

/// The tenants. With one that is listed, and one of one's own, nothing about tenants need be shown.
#[hook]
pub fn use_tenants() -> TenantsHandle {
    let api = use_session().api();
    let list = {
        let api = api.clone();
        use_query((), move |()| api.to(ListTenants).send())
    };
    let confirm = use_reauthentication();
    let switch = use_mutation(move |tenant: TenantId| {
        let (api, confirm) = (api.clone(), confirm.clone());
        async move {
            let switch = || api.to(SwitchTenant).params(tenant.clone()).send();
            confirm.guard(switch).await.map(drop)
        }
    });
    TenantsHandle { list, switch }
}
