//! The caller's own sessions: what a "sessions and devices" page shows and ends.

use serde::{Deserialize, Serialize};

use crate::{Endpoint, Method, NoBody, SessionHandle, TenantId};

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
    /// The hour of its last refresh, of the current session the day (UTC), ms since 1970. The exact
    /// time would help a thief who copied a session.
    pub last_active: i64,
    /// About when it ends unless it is refreshed, ms since 1970: counted from `last_active`.
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

/// The path of an endpoint of one session.
#[must_use]
pub fn session_path<E: Endpoint>(handle: &SessionHandle) -> String {
    E::PATH.replace("{handle}", handle.as_str())
}
