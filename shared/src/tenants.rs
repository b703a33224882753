//! Tenants: those that may be named to a visitor, and the way from one to another.

use serde::{Deserialize, Serialize};

use crate::endpoint_macro::endpoints;
use crate::{TenantId, UserId};

endpoints! {
    /// GET `/api/tenants`: the tenants that may be listed, and with a session the caller's own. No
    /// session is needed.
    GET "/api/tenants" => ListTenants { response: TenantList }

    /// POST `/api/tenants/{tenant_id}/switch`: a session in another tenant of the caller's, in the
    /// place of this one. It needs a recent sign-in.
    POST "/api/tenants/{tenant_id}/switch" => SwitchTenant {
        params: TenantId,
        response: SwitchTenantResponse,
    }
}

/// The response of [`ListTenants`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantList {
    /// What every visitor may know of, by name.
    pub listed: Vec<ListedTenant>,
    /// The tenants of the caller; empty without a session.
    pub own: Vec<TenantId>,
}

/// A tenant that may be named to every visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedTenant {
    /// The tenant.
    pub tenant_id: TenantId,
    /// May visitors sign up there?
    pub sign_up: bool,
}

/// The response of [`SwitchTenant`]. The session itself is in the headers, as after a sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SwitchTenantResponse {
    /// The user, who is the same in all of their tenants.
    pub user_id: UserId,
    /// The tenant of the new session.
    pub tenant_id: TenantId,
}
