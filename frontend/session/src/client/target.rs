//! Where a request goes: an endpoint without its types.

use shared::names::header;
use shared::{ClientConfig, Endpoint, Method, Refresh, Scope, SignOut, TenantId, fill_path};

use super::error::ApiError;
use crate::platform::HttpRequest;

/// The FDI version whose response shapes `shared` describes.
const FDI_VERSION: &str = "4.2";

/// An endpoint in a tenant, with the parameters of its path and its query.
pub(super) struct Target {
    method: Method,
    scope: Scope,
    path: &'static str,
    tenant: TenantId,
    segments: Vec<String>,
    /// With its leading `?`, or empty.
    query: String,
}

impl Target {
    pub(super) fn new<E: Endpoint>(tenant: TenantId, segments: Vec<String>, query: String) -> Self {
        Self { method: E::METHOD, scope: E::SCOPE, path: E::PATH, tenant, segments, query }
    }

    /// A request to it, without what the session adds.
    pub(super) fn request(
        &self,
        config: &ClientConfig,
        body: Option<String>,
    ) -> Result<HttpRequest, ApiError> {
        let path = fill_path(self.path, &self.segments).map_err(|_| ApiError::InvalidRequest)?;
        let path = self.scope.path(&config.api_base_path, &self.tenant, &path);
        let url = format!("{}{path}{}", config.api_domain, self.query);
        let mut request = HttpRequest::new(self.method, url);
        if body.is_some() {
            request.add_header("content-type", "application/json");
        }
        request.body = body;
        if self.scope != Scope::App {
            request.add_header(header::FDI_VERSION, FDI_VERSION);
        }
        if [Refresh::PATH, SignOut::PATH].contains(&self.path) {
            request.add_header(header::RID, "session");
        }
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use shared::{EmailExists, RevokeSession, SignIn};

    use super::*;

    fn url<E: Endpoint>(tenant: &str, segments: &[&str], query: &str) -> Option<String> {
        let tenant = tenant.parse().expect("a valid tenant id");
        let segments = segments.iter().map(|text| (*text).to_owned()).collect();
        let target = Target::new::<E>(tenant, segments, query.to_owned());
        target.request(&ClientConfig::default(), None).ok().map(|request| request.url)
    }

    #[test]
    fn the_address_has_scope_tenant_parameters_and_query() {
        assert_eq!(url::<SignIn>("acme", &[], "").as_deref(), Some("/auth/acme/signin"));
        assert_eq!(url::<SignIn>("public", &[], "").as_deref(), Some("/auth/signin"));
        let exists = url::<EmailExists>("public", &[], "?email=a%40b.co");
        assert_eq!(exists.as_deref(), Some("/auth/emailpassword/email/exists?email=a%40b.co"));
        let revoke = url::<RevokeSession>("acme", &["a/b"], "");
        assert_eq!(revoke.as_deref(), Some("/api/sessions/a%2Fb"));
        assert_eq!(url::<RevokeSession>("acme", &[".."], ""), None);
    }
}
