//! The caller's own sessions: what a "sessions and devices" page shows and ends.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Endpoint, Method, NoBody, SessionData, SessionHandle, TenantId};

/// One live session of the caller. There is no token in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionEntry {
    /// The session.
    pub session_handle: SessionHandle,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// ms since 1970.
    pub time_created: i64,
    /// Its last refresh, ms since 1970.
    pub last_active: i64,
    /// When it ends unless it is refreshed, ms since 1970.
    pub expiry: i64,
    /// The browser that refreshed it last.
    pub user_agent: Option<String>,
    /// The address that refreshed it last.
    pub address: Option<String>,
    /// Is it the one that asks?
    pub current: bool,
}

/// GET `/api/sessions?tenantId=&after=`: the caller's live sessions, newest first, in pages.
#[derive(Debug)]
pub struct ListSessions;

impl Endpoint for ListSessions {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/sessions";
    type Request = NoBody;
    type Response = SessionPage;
}

/// One page of [`ListSessions`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionPage {
    /// Newest first.
    pub sessions: Vec<SessionEntry>,
    /// Give it as `after` to get the next page; none when this is the last.
    pub after: Option<String>,
}

/// DELETE `/api/sessions`: ends all sessions of the caller but the one that asks.
#[derive(Debug)]
pub struct RevokeOtherSessions;

impl Endpoint for RevokeOtherSessions {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = ListSessions::PATH;
    type Request = NoBody;
    type Response = RevokedSessions;
}

/// The answer of [`RevokeOtherSessions`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokedSessions {
    /// Those that were live and are not any more.
    pub revoked: Vec<SessionHandle>,
}

/// DELETE `/api/sessions/{handle}`: ends one session of the caller.
#[derive(Debug)]
pub struct RevokeSession;

impl Endpoint for RevokeSession {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/sessions/{handle}";
    type Request = NoBody;
    type Response = RevokedSessions;
}

/// GET `/api/sessions/{handle}/data`: the data of one session of the caller.
#[derive(Debug)]
pub struct GetDataOfSession;

impl Endpoint for GetDataOfSession {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/sessions/{handle}/data";
    type Request = NoBody;
    type Response = SessionData;
}

/// PUT `/api/sessions/{handle}/data`: replaces it.
#[derive(Debug)]
pub struct PutDataOfSession;

impl Endpoint for PutDataOfSession {
    const METHOD: Method = Method::Put;
    const PATH: &'static str = GetDataOfSession::PATH;
    type Request = SessionData;
    type Response = SessionData;
}

/// GET `/api/sessions/{handle}/payload`: the app's claims of one session of the caller.
#[derive(Debug)]
pub struct GetPayloadOfSession;

impl Endpoint for GetPayloadOfSession {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/sessions/{handle}/payload";
    type Request = NoBody;
    type Response = SessionPayload;
}

/// PUT `/api/sessions/{handle}/payload`: merges into it. Its browser sees it at the next refresh.
#[derive(Debug)]
pub struct MergePayloadOfSession;

impl Endpoint for MergePayloadOfSession {
    const METHOD: Method = Method::Put;
    const PATH: &'static str = GetPayloadOfSession::PATH;
    type Request = SessionPayload;
    type Response = SessionPayload;
}

/// PATCH `/api/session/payload`: merges into the caller's own access token payload. The reply
/// carries a new access token.
#[derive(Debug)]
pub struct MergePayload;

impl Endpoint for MergePayload {
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/api/session/payload";
    type Request = SessionPayload;
    type Response = SessionPayload;
}

/// The access token's payload, or what to merge into it: shallow, null deletes, protected claims
/// are ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionPayload {
    /// The object.
    pub payload: Map<String, Value>,
}

/// The path of an endpoint of one session.
#[must_use]
pub fn session_path<E: Endpoint>(handle: &SessionHandle) -> String {
    E::PATH.replace("{handle}", handle.as_str())
}
