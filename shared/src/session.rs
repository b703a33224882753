//! The session's own endpoints.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::endpoint_macro::endpoints;
use crate::status::FlatResponse;
use crate::{Endpoint, SessionHandle, TenantId, Timestamp, UserId};

endpoints! {
    /// POST `/session/refresh`: new tokens for the refresh token in the cookie or the header.
    POST "/session/refresh" => Refresh { response: RefreshResponse, scope: Auth }

    /// POST `/signout`: ends this session.
    POST "/signout" => SignOut { response: SignOutResponse, scope: Auth }

    /// GET `/jwt/jwks.json`: the public keys that verify access tokens (RFC 7517).
    GET "/jwt/jwks.json" => Jwks { response: Value, scope: Auth }

    /// GET `/.well-known/openid-configuration`: where the keys are (wire protocol 2.8).
    GET "/.well-known/openid-configuration" => Discovery {
        response: OpenIdConfiguration,
        scope: Auth,
    }

    /// GET `/getSession`: the verified session.
    GET "/getSession" => GetSession { response: SessionInfo }

    /// GET `/getJWT`: the access token itself, for calls to other services.
    GET "/getJWT" => GetJwt { response: GetJwtResponse }
}

/// `{}`: everything is in the headers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshResponse {
    /// Nothing was refreshed, and why the next try will do (wire protocol 3.5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// The response of [`SignOut`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", try_from = "FlatResponse")]
pub enum SignOutResponse {
    /// The session is gone.
    #[serde(rename = "OK")]
    Ok,
}

impl TryFrom<FlatResponse> for SignOutResponse {
    type Error = String;

    fn try_from(response: FlatResponse) -> Result<Self, String> {
        if response.status == "OK" { Ok(Self::Ok) } else { response.unexpected() }
    }
}

/// The response of [`Discovery`]. The OAuth endpoints are named because clients expect the fields;
/// there is nothing behind them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenIdConfiguration {
    /// `iss` in access tokens.
    pub issuer: String,
    /// The public keys.
    pub jwks_uri: String,
    /// No such endpoint.
    pub authorization_endpoint: String,
    /// No such endpoint.
    pub token_endpoint: String,
    /// No such endpoint.
    pub userinfo_endpoint: String,
    /// No such endpoint.
    pub revocation_endpoint: String,
    /// No such endpoint.
    pub token_introspection_endpoint: String,
    /// No such endpoint.
    pub end_session_endpoint: String,
    /// `public`.
    pub subject_types_supported: Vec<String>,
    /// What access tokens are signed with.
    pub id_token_signing_alg_values_supported: Vec<String>,
    /// None are.
    pub response_types_supported: Vec<String>,
}

impl OpenIdConfiguration {
    /// The document of an issuer whose tokens are signed with `algorithm`, such as `ES256`.
    #[must_use]
    pub fn of(issuer: &str, algorithm: &str) -> Self {
        let at = |path: &str| format!("{issuer}{path}");
        Self {
            issuer: issuer.to_owned(),
            jwks_uri: at(Jwks::PATH),
            authorization_endpoint: at("/oauth/auth"),
            token_endpoint: at("/oauth/token"),
            userinfo_endpoint: at("/oauth/userinfo"),
            revocation_endpoint: at("/oauth/revoke"),
            token_introspection_endpoint: at("/oauth/introspect"),
            end_session_endpoint: at("/oauth/end_session"),
            subject_types_supported: vec!["public".to_owned()],
            id_token_signing_alg_values_supported: vec![algorithm.to_owned()],
            response_types_supported: vec!["code".to_owned()],
        }
    }
}

/// The session behind a request, as its access token tells it; no database was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    /// The session.
    pub session_handle: SessionHandle,
    /// The user who is signed in.
    pub user_id: UserId,
    /// In which tenant.
    pub tenant_id: TenantId,
    /// The whole payload of the access token, as [`AccessTokenPayload`](crate::AccessTokenPayload)
    /// reads it. A map, because the browser's client fills this in from a front token, and a front
    /// token without some claim is no reason to sign the user out.
    pub access_token_payload: Map<String, Value>,
    /// When the access token expires.
    pub access_token_expiry: Timestamp,
}

/// The response of [`GetJwt`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetJwtResponse {
    /// The access token.
    pub token: String,
}
