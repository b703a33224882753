//! The part of a session that its user may write: member `user` of the session data, and claim
//! `user` of the access token's payload. Bodies are that part alone; no route here reaches the rest.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::SessionHandle;
use crate::endpoint_macro::endpoints;

endpoints! {
    /// GET `/api/session/data`: the user's part of this session's data.
    GET "/api/session/data" => GetSessionData { response: SessionData }

    /// PUT `/api/session/data`: replaces it.
    PUT GetSessionData::PATH => PutSessionData { request: SessionData, response: SessionData }

    /// PATCH `/api/session/data`: merges into it: shallow, null deletes.
    PATCH GetSessionData::PATH => MergeSessionData { request: SessionData, response: SessionData }

    /// GET `/api/session/payload`: the user's claim of this session's payload.
    GET "/api/session/payload" => GetPayload { response: SessionPayload }

    /// PUT `/api/session/payload`: replaces it. The response carries a new access token.
    PUT GetPayload::PATH => PutPayload { request: SessionPayload, response: SessionPayload }

    /// PATCH `/api/session/payload`: merges into it: shallow, null deletes. The response carries a new access
    /// token.
    PATCH GetPayload::PATH => MergePayload { request: SessionPayload, response: SessionPayload }

    /// GET `/api/sessions/{handle}/data`: as [`GetSessionData`], of one session of the caller.
    GET "/api/sessions/{handle}/data" => GetDataOfSession {
        params: SessionHandle,
        response: SessionData,
    }

    /// PUT `/api/sessions/{handle}/data`: as [`PutSessionData`].
    PUT GetDataOfSession::PATH => PutDataOfSession {
        params: SessionHandle,
        request: SessionData,
        response: SessionData,
    }

    /// PATCH `/api/sessions/{handle}/data`: as [`MergeSessionData`].
    PATCH GetDataOfSession::PATH => MergeDataOfSession {
        params: SessionHandle,
        request: SessionData,
        response: SessionData,
    }

    /// GET `/api/sessions/{handle}/payload`: as [`GetPayload`], of one session of the caller.
    GET "/api/sessions/{handle}/payload" => GetPayloadOfSession {
        params: SessionHandle,
        response: SessionPayload,
    }

    /// PUT `/api/sessions/{handle}/payload`: as [`PutPayload`]. The session's browser sees it at its next
    /// refresh.
    PUT GetPayloadOfSession::PATH => PutPayloadOfSession {
        params: SessionHandle,
        request: SessionPayload,
        response: SessionPayload,
    }

    /// PATCH `/api/sessions/{handle}/payload`: as [`MergePayload`]. The session's browser sees it at its
    /// next refresh.
    PATCH GetPayloadOfSession::PATH => MergePayloadOfSession {
        params: SessionHandle,
        request: SessionPayload,
        response: SessionPayload,
    }
}

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
