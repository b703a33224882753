//! An endpoint as a type: its method, its path, and what goes in and out.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::TenantId;

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

/// One route of the API. The backend mounts it, the frontend calls it, and neither spells its path.
pub trait Endpoint {
    /// The HTTP method.
    const METHOD: Method;
    /// The path below [`Endpoint::SCOPE`], with its leading slash.
    const PATH: &'static str;
    /// Where the path starts.
    const SCOPE: Scope = Scope::App;
    /// The JSON body of the request; [`NoBody`] where there is none.
    type Request: Serialize + DeserializeOwned;
    /// The JSON body of a 200.
    type Response: Serialize + DeserializeOwned;
}

/// No request body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoBody {}

/// The path of `E` below the API's domain.
#[must_use]
pub fn path<E: Endpoint>(api_base_path: &str, tenant: &TenantId) -> String {
    E::SCOPE.path(api_base_path, tenant, E::PATH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GetSession, Refresh, SignIn};

    #[test]
    fn paths_follow_scope_and_tenant() {
        let acme: TenantId = "acme".parse().expect("a valid tenant id");
        assert_eq!(path::<SignIn>("/auth", &acme), "/auth/acme/signin");
        assert_eq!(path::<SignIn>("/auth", &TenantId::public()), "/auth/signin");
        assert_eq!(path::<Refresh>("/auth", &acme), "/auth/session/refresh");
        assert_eq!(path::<GetSession>("/auth", &acme), "/getSession");
    }
}
