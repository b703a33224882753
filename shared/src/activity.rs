//! What happened to the caller's account: their own audit trail.

use serde::{Deserialize, Serialize};

use crate::endpoint_macro::endpoints;
use crate::{SessionHandle, TenantId, Timestamp};

endpoints! {
    /// GET `/api/activity?after=`: what happened to the caller's account, newest first, in pages.
    GET "/api/activity" => ListActivity { query: ListActivityQuery, response: ActivityPage }
}

/// What happened. A refresh is no event: there are too many, and they are in the server's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ActivityKind {
    /// The account was made.
    SignUp,
    /// A session was made with the password.
    SignIn,
    /// A wrong password was tried. Counted for accounts that exist, and only so many a day.
    SignInFailed,
    /// A session in another tenant took the place of one.
    TenantSwitched,
    /// The password was changed.
    PasswordChanged,
    /// The password was given again, for what needs a recent sign-in.
    PasswordConfirmed,
    /// A session was ended: signed out.
    SignedOut,
    /// A session was ended from another one of the same user.
    SessionRevoked,
    /// A refresh token was used twice, and its session was ended.
    TokenTheftDetected,
    /// A kind that this client does not know.
    #[serde(other)]
    Other,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActivityEntry {
    /// What.
    pub kind: ActivityKind,
    /// When.
    pub at: Timestamp,
    /// In which tenant.
    pub tenant_id: TenantId,
    /// The session that it happened to, if it was one.
    pub session_handle: Option<SessionHandle>,
    /// The browser it came from.
    pub user_agent: Option<String>,
    /// The address it came from.
    pub address: Option<String>,
}

/// The query of [`ListActivity`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListActivityQuery {
    /// The `after` of the page before; none for the first page.
    pub after: Option<String>,
}

/// One page of [`ListActivity`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityPage {
    /// Newest first.
    pub entries: Vec<ActivityEntry>,
    /// Give it as `after` to get the next page; none when this is the last.
    pub after: Option<String>,
}
