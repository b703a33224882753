//! The caller's own sessions: what a "sessions and devices" page shows and ends.

use serde::{Deserialize, Serialize};

use crate::endpoint_macro::endpoints;
use crate::{SessionHandle, TenantId, Timestamp};

endpoints! {
    /// GET `/api/sessions?tenantId=&after=`: the caller's live sessions, newest first, in pages.
    GET "/api/sessions" => ListSessions { query: ListSessionsQuery, response: SessionPage }

    /// DELETE `/api/sessions`: ends all sessions of the caller but the one that asks.
    DELETE ListSessions::PATH => RevokeOtherSessions { response: RevokedSessions }

    /// DELETE `/api/sessions/{handle}`: ends one session of the caller.
    DELETE "/api/sessions/{handle}" => RevokeSession {
        params: SessionHandle,
        response: RevokedSessions,
    }
}

/// One live session of the caller. There is no token in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionEntry {
    /// The session.
    pub session_handle: SessionHandle,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// When it was made.
    pub time_created: Timestamp,
    /// The hour of its last refresh, of the current session the day (UTC). The exact
    /// time would help a thief who copied a session.
    pub last_active: Timestamp,
    /// About when it ends unless it is refreshed: counted from `last_active`.
    pub expiry: Timestamp,
    /// The browser that refreshed it last.
    pub user_agent: Option<String>,
    /// The address that refreshed it last.
    pub address: Option<String>,
    /// Is it the one that asks?
    pub current: bool,
}

/// The query of [`ListSessions`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListSessionsQuery {
    /// Only the sessions of this tenant; those of all tenants where there is none.
    pub tenant_id: Option<TenantId>,
    /// The `after` of the page before; none for the first page.
    pub after: Option<String>,
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

/// The response of [`RevokeOtherSessions`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokedSessions {
    /// Those that were live and are not any more.
    pub revoked: Vec<SessionHandle>,
}
