//! The two decisions of the refresh loop (wire protocol 10.5), as plain functions.

use super::headers::SessionHeaders;
use super::state::LocalState;

/// What was remembered at one moment, to be compared with a later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Signed in or not.
    pub state: LocalState,
    /// When the last front token came, as it is written in the cookie.
    pub updated: Option<String>,
}

/// What to do about a 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterUnauthorised {
    /// Somebody else refreshed meanwhile: send the request again.
    Retry,
    /// Ask for new tokens.
    Refresh,
    /// We are signed out; the 401 stands.
    GiveUp,
}

/// Decides about a 401, from what was remembered when the request left and what is now.
#[must_use]
pub fn after_unauthorised(before: &Snapshot, now: &Snapshot) -> AfterUnauthorised {
    if now.state == LocalState::NotExists {
        AfterUnauthorised::GiveUp
    } else if before != now {
        AfterUnauthorised::Retry
    } else {
        AfterUnauthorised::Refresh
    }
}

/// How a refresh went. Only [`RefreshOutcome::Rejected`] signs anybody out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// There are new tokens, fetched by us or by somebody else.
    Refreshed,
    /// The server says that the session is over.
    Rejected,
    /// Nobody knows: no connection, a fault on the server's side, or a reply that is not its own.
    /// The session is as it was; ask again later.
    Transient,
}

/// Reads the reply of the refresh route. `expired_status` is the configured 401.
#[must_use]
pub fn refresh_outcome(
    status: u16,
    expired_status: u16,
    headers: &SessionHeaders,
) -> RefreshOutcome {
    if status == expired_status || headers.removes() {
        RefreshOutcome::Rejected
    } else if status < 300 && headers.front_token.is_some() {
        RefreshOutcome::Refreshed
    } else {
        // A success without a front token is a proxy that drops headers, or a captive portal.
        RefreshOutcome::Transient
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(state: LocalState, updated: Option<&str>) -> Snapshot {
        Snapshot { state, updated: updated.map(str::to_owned) }
    }

    #[test]
    fn a_401_is_followed_by_retry_refresh_or_nothing() {
        let old = snapshot(LocalState::Exists, Some("1"));
        let new = snapshot(LocalState::Exists, Some("2"));
        let out = snapshot(LocalState::NotExists, Some("2"));
        let unknown = snapshot(LocalState::MayExist, None);
        assert_eq!(after_unauthorised(&old, &old), AfterUnauthorised::Refresh);
        assert_eq!(after_unauthorised(&old, &new), AfterUnauthorised::Retry);
        assert_eq!(after_unauthorised(&unknown, &new), AfterUnauthorised::Retry);
        assert_eq!(after_unauthorised(&unknown, &unknown), AfterUnauthorised::Refresh);
        assert_eq!(after_unauthorised(&old, &out), AfterUnauthorised::GiveUp);
        assert_eq!(after_unauthorised(&out, &out), AfterUnauthorised::GiveUp);
    }

    #[test]
    fn only_the_configured_status_and_remove_reject() {
        let none = SessionHeaders::default();
        let token =
            SessionHeaders { front_token: Some("eyJ9".to_owned()), ..SessionHeaders::default() };
        let outcome = |status, headers: &SessionHeaders| refresh_outcome(status, 401, headers);
        assert_eq!(outcome(200, &token), RefreshOutcome::Refreshed);
        assert_eq!(outcome(401, &none), RefreshOutcome::Rejected);
        assert_eq!(outcome(200, &SessionHeaders::removed()), RefreshOutcome::Rejected);
        for status in [200, 304, 403, 404, 429, 500, 502, 503] {
            assert_eq!(outcome(status, &none), RefreshOutcome::Transient, "{status}");
        }
        assert_eq!(refresh_outcome(401, 440, &none), RefreshOutcome::Transient);
        assert_eq!(refresh_outcome(440, 440, &none), RefreshOutcome::Rejected);
    }
}
