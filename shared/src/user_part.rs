//! The part of a session that its user may write: member `user` of the session data, and claim
//! `user` of the access token's payload. Bodies are that part alone; no route here reaches the rest.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Endpoint, Method, NoBody};

/// The user's part of the session data: any JSON object. The whole session data may have 16 KiB.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionData {
    /// The object; empty while nothing was written.
    pub data: Map<String, Value>,
}

/// The user's claim of the payload: any JSON object. The whole access token must fit in a cookie.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionPayload {
    /// The object; empty while nothing was written.
    pub payload: Map<String, Value>,
}

/// GET `/api/session/data`: the user's part of this session's data.
#[derive(Debug)]
pub struct GetSessionData;

impl Endpoint for GetSessionData {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/session/data";
    type Request = NoBody;
    type Response = SessionData;
}

/// PUT `/api/session/data`: replaces it.
#[derive(Debug)]
pub struct PutSessionData;

impl Endpoint for PutSessionData {
    const METHOD: Method = Method::Put;
    const PATH: &'static str = GetSessionData::PATH;
    type Request = SessionData;
    type Response = SessionData;
}

/// PATCH `/api/session/data`: merges into it: shallow, null deletes.
#[derive(Debug)]
pub struct MergeSessionData;

impl Endpoint for MergeSessionData {
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = GetSessionData::PATH;
    type Request = SessionData;
    type Response = SessionData;
}

/// GET `/api/session/payload`: the user's claim of this session's payload.
#[derive(Debug)]
pub struct GetPayload;

impl Endpoint for GetPayload {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/session/payload";
    type Request = NoBody;
    type Response = SessionPayload;
}

/// PUT `/api/session/payload`: replaces it. The reply carries a new access token.
#[derive(Debug)]
pub struct PutPayload;

impl Endpoint for PutPayload {
    const METHOD: Method = Method::Put;
    const PATH: &'static str = GetPayload::PATH;
    type Request = SessionPayload;
    type Response = SessionPayload;
}

/// PATCH `/api/session/payload`: merges into it: shallow, null deletes. The reply carries a new access
/// token.
#[derive(Debug)]
pub struct MergePayload;

impl Endpoint for MergePayload {
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = GetPayload::PATH;
    type Request = SessionPayload;
    type Response = SessionPayload;
}

/// GET `/api/sessions/{handle}/data`: as [`GetSessionData`], of one session of the caller.
#[derive(Debug)]
pub struct GetDataOfSession;

impl Endpoint for GetDataOfSession {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/sessions/{handle}/data";
    type Request = NoBody;
    type Response = SessionData;
}

/// PUT `/api/sessions/{handle}/data`: as [`PutSessionData`].
#[derive(Debug)]
pub struct PutDataOfSession;

impl Endpoint for PutDataOfSession {
    const METHOD: Method = Method::Put;
    const PATH: &'static str = GetDataOfSession::PATH;
    type Request = SessionData;
    type Response = SessionData;
}

/// PATCH `/api/sessions/{handle}/data`: as [`MergeSessionData`].
#[derive(Debug)]
pub struct MergeDataOfSession;

impl Endpoint for MergeDataOfSession {
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = GetDataOfSession::PATH;
    type Request = SessionData;
    type Response = SessionData;
}

/// GET `/api/sessions/{handle}/payload`: as [`GetPayload`], of one session of the caller.
#[derive(Debug)]
pub struct GetPayloadOfSession;

impl Endpoint for GetPayloadOfSession {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/sessions/{handle}/payload";
    type Request = NoBody;
    type Response = SessionPayload;
}

/// PUT `/api/sessions/{handle}/payload`: as [`PutPayload`]. The session's browser sees it at its next
/// refresh.
#[derive(Debug)]
pub struct PutPayloadOfSession;

impl Endpoint for PutPayloadOfSession {
    const METHOD: Method = Method::Put;
    const PATH: &'static str = GetPayloadOfSession::PATH;
    type Request = SessionPayload;
    type Response = SessionPayload;
}

/// PATCH `/api/sessions/{handle}/payload`: as [`MergePayload`]. The session's browser sees it at its
/// next refresh.
#[derive(Debug)]
pub struct MergePayloadOfSession;

impl Endpoint for MergePayloadOfSession {
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = GetPayloadOfSession::PATH;
    type Request = SessionPayload;
    type Response = SessionPayload;
}
