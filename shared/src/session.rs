//! The session's own endpoints.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::status::FlatReply;
use crate::{Endpoint, Method, NoBody, Scope, SessionHandle, TenantId, UserId};

/// POST `/session/refresh`: new tokens for the refresh token in the cookie or the header.
#[derive(Debug)]
pub struct Refresh;

impl Endpoint for Refresh {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/session/refresh";
    const SCOPE: Scope = Scope::Auth;
    type Request = NoBody;
    type Response = RefreshResponse;
}

/// `{}`: everything is in the headers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshResponse {
    /// Nothing was refreshed, and why the next try will do (wire protocol 3.5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// POST `/signout`: ends this session.
#[derive(Debug)]
pub struct SignOut;

impl Endpoint for SignOut {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/signout";
    const SCOPE: Scope = Scope::Auth;
    type Request = NoBody;
    type Response = SignOutResponse;
}

/// The answer of [`SignOut`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", try_from = "FlatReply")]
pub enum SignOutResponse {
    /// The session is gone.
    #[serde(rename = "OK")]
    Ok,
}

impl TryFrom<FlatReply> for SignOutResponse {
    type Error = String;

    fn try_from(reply: FlatReply) -> Result<Self, String> {
        if reply.status == "OK" { Ok(Self::Ok) } else { reply.unexpected() }
    }
}

/// GET `/jwt/jwks.json`: the public keys that verify access tokens (RFC 7517).
#[derive(Debug)]
pub struct Jwks;

impl Endpoint for Jwks {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/jwt/jwks.json";
    const SCOPE: Scope = Scope::Auth;
    type Request = NoBody;
    type Response = Value;
}

/// GET `/.well-known/openid-configuration`: where the keys are (wire protocol 2.8).
#[derive(Debug)]
pub struct Discovery;

impl Endpoint for Discovery {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/.well-known/openid-configuration";
    const SCOPE: Scope = Scope::Auth;
    type Request = NoBody;
    type Response = OpenIdConfiguration;
}

/// The answer of [`Discovery`]. The OAuth endpoints are named because clients expect the fields;
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

/// GET `/getSession`: the verified session.
#[derive(Debug)]
pub struct GetSession;

impl Endpoint for GetSession {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/getSession";
    type Request = NoBody;
    type Response = SessionInfo;
}

/// The session behind a request, as its access token tells it; no database was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    /// The session.
    pub session_handle: SessionHandle,
    /// Who.
    pub user_id: UserId,
    /// In which tenant.
    pub tenant_id: TenantId,
    /// The whole payload of the access token.
    pub access_token_payload: Map<String, Value>,
    /// When the access token expires, ms since 1970.
    pub access_token_expiry: i64,
}

/// GET `/getJWT`: the access token itself, for calls to other services.
#[derive(Debug)]
pub struct GetJwt;

impl Endpoint for GetJwt {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/getJWT";
    type Request = NoBody;
    type Response = GetJwtResponse;
}

/// The answer of [`GetJwt`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetJwtResponse {
    /// The access token.
    pub token: String,
}
