//! A typed call of one of `shared`'s endpoints, put together part by part.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use shared::{Endpoint, TenantId, query_string};

use super::api_client::ApiClient;
use super::call_parts::{Given, GivesBody, GivesParams, GivesQuery, Missing, Options};
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
    pub fn to<E: Endpoint>(&self, endpoint: E) -> Call<'_, E> {
        Call {
            api: self,
            endpoint,
            params: Missing,
            query: Missing,
            body: Missing,
            options: Options {
                tenant: TenantId::public(),
                kind: CallKind::Ordinary,
                timeout: None,
            },
        }
    }
}

/// A call that is being put together. [`ApiClient::to`] begins one.
#[must_use = "a call is made by `send`"]
pub struct Call<'a, E, P = Missing, Q = Missing, B = Missing> {
    api: &'a ApiClient,
    endpoint: E,
    params: P,
    query: Q,
    body: B,
    options: Options,
}

impl<'a, E: Endpoint, Q, B> Call<'a, E, Missing, Q, B> {
    /// What stands in the place of the path's `{…}`: one id, or a tuple in their order.
    pub fn params(self, params: E::Params) -> Call<'a, E, Given<E::Params>, Q, B> {
        let Self { api, endpoint, query, body, options, .. } = self;
        Call { api, endpoint, params: Given(params), query, body, options }
    }
}

impl<'a, E: Endpoint, P, B> Call<'a, E, P, Missing, B> {
    /// The query.
    pub fn query(self, query: E::Query) -> Call<'a, E, P, Given<E::Query>, B> {
        let Self { api, endpoint, params, body, options, .. } = self;
        Call { api, endpoint, params, query: Given(query), body, options }
    }
}

impl<'a, E: Endpoint, P, Q> Call<'a, E, P, Q, Missing> {
    /// The JSON body.
    pub fn body(self, body: E::Request) -> Call<'a, E, P, Q, Given<E::Request>> {
        let Self { api, endpoint, params, query, options, .. } = self;
        Call { api, endpoint, params, query, body: Given(body), options }
    }
}

impl<'a, E: Endpoint, P, Q, B> Call<'a, E, P, Q, B> {
    /// In this tenant. Only sign-up, sign-in and what precedes them have a tenant in their path:
    /// once there is a session, the session knows its tenant.
    pub fn tenant(mut self, tenant: TenantId) -> Self {
        self.options.tenant = tenant;
        self
    }

    /// How long each request of the call may take, 15 seconds unless this says something else. Then
    /// the call ends in [`ApiError::TimedOut`]; the server may have done what it was asked.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    pub(crate) fn kind(mut self, kind: CallKind) -> Self {
        self.options.kind = kind;
        self
    }

    /// Makes the call.
    ///
    /// # Errors
    /// [`ApiError`], for everything that is not the endpoint's response.
    pub async fn send(self) -> Result<E::Response, ApiError>
    where
        P: GivesParams<E::Params>,
        Q: GivesQuery<E::Query>,
        B: GivesBody<E::Request>,
    {
        let text = self.text()?.await?;
        // A success that is not the endpoint's response comes from another server: a captive portal.
        serde_json::from_str(&text).map_err(|_| ApiError::Unavailable)
    }

    /// Makes the call, and does not read what a success says.
    pub(crate) async fn done(self) -> Result<(), ApiError>
    where
        P: GivesParams<E::Params>,
        Q: GivesQuery<E::Query>,
        B: GivesBody<E::Request>,
    {
        self.text()?.await.map(drop)
    }

    /// The body of a success.
    fn text(self) -> Result<LocalBoxFuture<'a, Result<String, ApiError>>, ApiError>
    where
        P: GivesParams<E::Params>,
        Q: GivesQuery<E::Query>,
        B: GivesBody<E::Request>,
    {
        let Self { api, params, query, body, options, .. } = self;
        let segments = shared::PathParams::segments(&params.give());
        let query = query_string(&query.give()).map_err(|_| ApiError::InvalidRequest)?;
        let body = json_body(&body.give())?;
        let target = Target::new::<E>(options.tenant, segments, query);
        Ok(api.text_of(target, body, options.kind, options.timeout))
    }
}

impl ApiClient {
    /// The body of a success. Without type parameters, because a copy for each endpoint would weigh
    /// on the page.
    fn text_of(
        &self,
        target: Target,
        body: Option<String>,
        kind: CallKind,
        timeout: Option<Duration>,
    ) -> LocalBoxFuture<'_, Result<String, ApiError>> {
        async move {
            let mut request = target.request(self.load_config().await, body)?;
            if let Some(timeout) = timeout {
                request.timeout_ms = timeout.as_millis().try_into().unwrap_or(u32::MAX);
            }
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
