//! Typed calls of `shared`'s endpoints.
//!
//! What is the same for every endpoint stands in functions without type parameters: a copy for each
//! would weigh on the page.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::names::header;
use shared::{ClientConfig, Endpoint, Method, Refresh, Scope, SignOut, TenantId};

use super::api_client::ApiClient;
use super::error::ApiError;
use super::replacer::CallKind;
use crate::platform::HttpRequest;

/// The FDI version whose response shapes `shared` describes.
const FDI_VERSION: &str = "4.2";

impl ApiClient {
    /// Calls `E`, one of the app's own routes.
    ///
    /// # Errors
    /// [`ApiError`], for every response that is not the endpoint's answer.
    pub async fn call<E: Endpoint>(&self, request: &E::Request) -> Result<E::Response, ApiError> {
        self.call_in::<E>(&TenantId::public(), request).await
    }

    /// Calls `E` in a tenant. Of the others only sign-up and sign-in have one in their path: once
    /// there is a session, the session knows its tenant.
    ///
    /// # Errors
    /// As [`ApiClient::call`].
    pub async fn call_in<E: Endpoint>(
        &self,
        tenant: &TenantId,
        request: &E::Request,
    ) -> Result<E::Response, ApiError> {
        self.call_of_kind::<E>(tenant, request, CallKind::Ordinary).await
    }

    pub(crate) async fn call_of_kind<E: Endpoint>(
        &self,
        tenant: &TenantId,
        request: &E::Request,
        kind: CallKind,
    ) -> Result<E::Response, ApiError> {
        self.call_for::<E, E::Response>(tenant, request, kind).await
    }

    /// As [`ApiClient::call_of_kind`], with the answer read as an `R`: of what the caller does not
    /// want, the page needs no code.
    pub(crate) async fn call_for<E: Endpoint, R: DeserializeOwned>(
        &self,
        tenant: &TenantId,
        request: &E::Request,
        kind: CallKind,
    ) -> Result<R, ApiError> {
        let request = request_to(self.config(), &Target::of::<E>(tenant), json_body(request)?);
        let response = self.read(request, kind).await?;
        // A success that is not the endpoint's answer comes from somebody else: a captive portal.
        serde_json::from_value(response).map_err(|_| ApiError::Unavailable)
    }

    /// The JSON of a success.
    fn read(
        &self,
        request: HttpRequest,
        kind: CallKind,
    ) -> LocalBoxFuture<'_, Result<Value, ApiError>> {
        async move {
            let response = self.send_of_kind(request, kind).await?;
            if response.status >= 300 {
                return Err(ApiError::from_response(&response));
            }
            serde_json::from_str(&response.body).map_err(|_| ApiError::Unavailable)
        }
        .boxed_local()
    }
}

/// A request to `target`, without what the session adds.
pub(super) fn request_to(
    config: &ClientConfig,
    target: &Target<'_>,
    body: Option<String>,
) -> HttpRequest {
    let Target { method, scope, path, tenant } = *target;
    let full_path = scope.path(&config.api_base_path, tenant, path);
    let mut request = HttpRequest::new(method, format!("{}{full_path}", config.api_domain));
    if body.is_some() {
        request.add_header("content-type", "application/json");
    }
    request.body = body;
    if scope != Scope::App {
        request.add_header(header::FDI_VERSION, FDI_VERSION);
    }
    if [Refresh::PATH, SignOut::PATH].contains(&path) {
        request.add_header(header::RID, "session");
    }
    request
}

/// Where a request goes: an endpoint without its types, in a tenant.
pub(super) struct Target<'a> {
    method: Method,
    scope: Scope,
    path: &'static str,
    tenant: &'a TenantId,
}

impl<'a> Target<'a> {
    pub(super) fn of<E: Endpoint>(tenant: &'a TenantId) -> Self {
        Self { method: E::METHOD, scope: E::SCOPE, path: E::PATH, tenant }
    }
}

/// The body of a request. `NoBody`, the one request type without a byte, is sent as no body.
fn json_body<T: Serialize>(request: &T) -> Result<Option<String>, ApiError> {
    if size_of::<T>() == 0 {
        return Ok(None);
    }
    serde_json::to_string(request).map(Some).map_err(|_| ApiError::Unavailable)
}
