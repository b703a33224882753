//! A typed call of one of `shared`'s endpoints, put together part by part.

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Map};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::{Endpoint, TenantId, query_string};

use super::api_client::ApiClient;
use super::call_parts::{Given, GivesBody, GivesParams, GivesQuery, Missing};
use super::error::ApiError;
use super::replacer::CallKind;
use super::target::Target;

impl ApiClient {
    /// Begins a call of `endpoint`; [`Call::send`] makes it.
    ///
    /// ```
    /// # use session_client::{ApiClient, ApiError};
    /// # use shared::{ConfirmPassword, ConfirmPasswordRequest, RevokeSession, SessionHandle};
    /// # async fn calls(api: ApiClient, handle: SessionHandle) -> Result<(), ApiError> {
    /// let revoked = api.to(RevokeSession).params(handle).send().await?;
    /// let request = ConfirmPasswordRequest { password: "correct horse".to_owned() };
    /// api.to(ConfirmPassword).body(request).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A call that lacks a part of its endpoint does not compile:
    ///
    /// ```compile_fail,E0277
    /// # async fn call(api: session_client::ApiClient) {
    /// // The path has a `{handle}`.
    /// let revoked = api.to(shared::RevokeSession).send().await;
    /// # }
    /// ```
    ///
    /// ```compile_fail,E0277
    /// # async fn call(api: session_client::ApiClient) {
    /// // The endpoint has a body.
    /// let confirmed = api.to(shared::ConfirmPassword).send().await;
    /// # }
    /// ```
    ///
    /// ```compile_fail,E0308
    /// # async fn call(api: session_client::ApiClient, user: shared::UserId) {
    /// // The id of something else.
    /// let revoked = api.to(shared::RevokeSession).params(user).send().await;
    /// # }
    /// ```
    #[must_use = "a call is made by `send`"]
    pub fn to<E: Endpoint>(&self, endpoint: E) -> Call<E> {
        Call {
            api: self.clone(),
            endpoint,
            params: Missing,
            query: Missing,
            body: Missing,
            tenant: TenantId::public(),
            kind: CallKind::Ordinary,
        }
    }
}

/// A call that is being put together. [`ApiClient::to`] begins one.
#[must_use = "a call is made by `send`"]
pub struct Call<E, P = Missing, Q = Missing, B = Missing> {
    api: ApiClient,
    endpoint: E,
    params: P,
    query: Q,
    body: B,
    tenant: TenantId,
    kind: CallKind,
}

impl<E: Endpoint, Q, B> Call<E, Missing, Q, B> {
    /// What stands in the place of the path's `{…}`: one id, or a tuple in their order.
    pub fn params(self, params: E::Params) -> Call<E, Given<E::Params>, Q, B> {
        let Self { api, endpoint, query, body, tenant, kind, .. } = self;
        Call { api, endpoint, params: Given(params), query, body, tenant, kind }
    }
}

impl<E: Endpoint, P, B> Call<E, P, Missing, B> {
    /// The query.
    pub fn query(self, query: E::Query) -> Call<E, P, Given<E::Query>, B> {
        let Self { api, endpoint, params, body, tenant, kind, .. } = self;
        Call { api, endpoint, params, query: Given(query), body, tenant, kind }
    }
}

impl<E: Endpoint, P, Q> Call<E, P, Q, Missing> {
    /// The JSON body.
    pub fn body(self, body: E::Request) -> Call<E, P, Q, Given<E::Request>> {
        let Self { api, endpoint, params, query, tenant, kind, .. } = self;
        Call { api, endpoint, params, query, body: Given(body), tenant, kind }
    }
}

impl<E: Endpoint, P, Q, B> Call<E, P, Q, B> {
    /// In this tenant. Only sign-up, sign-in and what precedes them have a tenant in their path:
    /// once there is a session, the session knows its tenant.
    pub fn tenant(self, tenant: TenantId) -> Self {
        Self { tenant, ..self }
    }

    pub(crate) fn kind(self, kind: CallKind) -> Self {
        Self { kind, ..self }
    }

    /// Makes the call.
    ///
    /// # Errors
    /// [`ApiError`], for everything that is not the endpoint's response.
    pub fn send(self) -> Sent<E::Response>
    where
        P: GivesParams<E::Params>,
        Q: GivesQuery<E::Query>,
        B: GivesBody<E::Request>,
    {
        let Self { api, params, query, body, tenant, kind, .. } = self;
        let segments = shared::PathParams::segments(&params.give());
        let parts =
            query_string(&query.give()).map_err(|_| ApiError::InvalidRequest).and_then(|query| {
                Ok((Target::new::<E>(tenant, segments, query), json_body(&body.give())?))
            });
        api.text_of(parts, kind).map(read::<E::Response> as fn(_) -> _)
    }
}

/// A call on its way.
pub type Sent<T> = Map<
    LocalBoxFuture<'static, Result<String, ApiError>>,
    fn(Result<String, ApiError>) -> Result<T, ApiError>,
>;

/// A success that is not the endpoint's response comes from another server: a captive portal.
fn read<T: DeserializeOwned>(text: Result<String, ApiError>) -> Result<T, ApiError> {
    serde_json::from_str(&text?).map_err(|_| ApiError::Unavailable)
}

impl ApiClient {
    /// The body of a success. Without type parameters, because a copy for each endpoint would weigh
    /// on the page.
    fn text_of(
        self,
        parts: Result<(Target, Option<String>), ApiError>,
        kind: CallKind,
    ) -> LocalBoxFuture<'static, Result<String, ApiError>> {
        async move {
            let (target, body) = parts?;
            let request = target.request(self.config(), body)?;
            let response = self.send_of_kind(request, kind).await?;
            if response.status >= 300 {
                return Err(ApiError::from_response(&response));
            }
            Ok(response.body)
        }
        .boxed_local()
    }
}

/// The body of a request. `NoBody`, the one request type without a byte, is sent as no body.
fn json_body<T: Serialize>(request: &T) -> Result<Option<String>, ApiError> {
    if size_of::<T>() == 0 {
        return Ok(None);
    }
    serde_json::to_string(request).map(Some).map_err(|_| ApiError::InvalidRequest)
}
