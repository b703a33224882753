//! An endpoint as a type: its method, its path, and what goes in and out.
//!
//! Declare endpoints with [`endpoint!`](crate::endpoint). The backend mounts them and the frontend
//! calls them, and neither spells a path.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::TenantId;
use crate::params::PathParams;

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads; changes nothing.
    Get,
    /// Creates or acts.
    Post,
    /// Replaces.
    Put,
    /// Merges.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// The method as HTTP spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Where an endpoint's path starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// At the root: the app's own routes.
    App,
    /// Under the API base path.
    Auth,
    /// Under the API base path and an optional tenant segment (wire protocol 2.1).
    Tenant,
}

impl Scope {
    /// Where `path` is below the API's domain.
    ///
    /// The default tenant gets no segment, as SuperTokens' web client does it (wire protocol 2.1).
    #[must_use]
    pub fn path(self, api_base_path: &str, tenant: &TenantId, path: &str) -> String {
        match self {
            Self::App => path.to_owned(),
            Self::Tenant if !tenant.is_public() => format!("{api_base_path}/{tenant}{path}"),
            Self::Auth | Self::Tenant => format!("{api_base_path}{path}"),
        }
    }
}

/// One route of the API: the whole contract between the backend and the frontend.
///
/// Do not implement it by hand: [`endpoint!`](crate::endpoint) does, and compares the path with its
/// parameters.
pub trait Endpoint {
    /// The HTTP method.
    const METHOD: Method;
    /// The path below [`Endpoint::SCOPE`], with its leading slash and its `{parameters}`.
    const PATH: &'static str;
    /// Where the path starts.
    const SCOPE: Scope = Scope::App;
    /// What stands in the place of the `{parameters}`, in their order; `()` where there are none.
    type Params: PathParams;
    /// The query; [`NoQuery`] where there is none.
    type Query: Serialize + DeserializeOwned;
    /// The JSON body of the request; [`NoBody`] where there is none.
    type Request: Serialize + DeserializeOwned;
    /// The JSON body of a 200.
    type Response: Serialize + DeserializeOwned;
}

/// No request body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoBody {}

/// No query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoQuery {}

/// What can be said of an endpoint without its types, for lists such as
/// [`ENDPOINTS`](crate::ENDPOINTS).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndpointInfo {
    /// The type's name.
    pub name: &'static str,
    /// As [`Endpoint::METHOD`].
    pub method: Method,
    /// As [`Endpoint::PATH`].
    pub path: &'static str,
    /// As [`Endpoint::SCOPE`].
    pub scope: Scope,
}

impl EndpointInfo {
    /// What can be said of `E`, which is called `name`.
    #[must_use]
    pub const fn new<E: Endpoint>(name: &'static str) -> Self {
        Self { name, method: E::METHOD, path: E::PATH, scope: E::SCOPE }
    }
}

/// All endpoints of `lists`, of which there are `N`.
pub(crate) const fn flatten<const N: usize>(lists: &[&[EndpointInfo]]) -> [EndpointInfo; N] {
    let mut all = [lists[0][0]; N];
    let (mut list, mut next) = (0, 0);
    while list < lists.len() {
        let mut at = 0;
        while at < lists[list].len() {
            all[next] = lists[list][at];
            (at, next) = (at + 1, next + 1);
        }
        list += 1;
    }
    all
}

/// How many endpoints are in `lists`.
pub(crate) const fn count(lists: &[&[EndpointInfo]]) -> usize {
    let (mut list, mut total) = (0, 0);
    while list < lists.len() {
        total += lists[list].len();
        list += 1;
    }
    total
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ENDPOINTS;

    #[test]
    fn paths_follow_scope_and_tenant() {
        let acme: TenantId = "acme".parse().expect("a valid tenant id");
        let public = TenantId::public();
        assert_eq!(Scope::Tenant.path("/auth", &acme, "/signin"), "/auth/acme/signin");
        assert_eq!(Scope::Tenant.path("/auth", &public, "/signin"), "/auth/signin");
        assert_eq!(Scope::Auth.path("/auth", &acme, "/signout"), "/auth/signout");
        assert_eq!(Scope::App.path("/auth", &acme, "/getSession"), "/getSession");
    }

    #[test]
    fn no_two_endpoints_share_method_and_path() {
        let mut seen = BTreeSet::new();
        for endpoint in ENDPOINTS {
            assert!(endpoint.path.starts_with('/'), "{endpoint:?}");
            assert!(seen.insert((endpoint.method.as_str(), endpoint.path)), "{endpoint:?}");
        }
        assert!(seen.len() > 25, "{seen:?}");
    }
}
