//! The decisions of the refresh loop (wire protocol 10.5), as plain functions.
//!
//! A call belongs to the session it began with, which is told by its handle: another session's
//! tokens must not carry it, and its response says nothing about another session.

use shared::SessionHandle;

use super::headers::SessionHeaders;
use super::snapshot::Snapshot;
use super::state::LocalState;

/// What to do about a 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AfterUnauthorised {
    /// Another tab refreshed this session meanwhile: send the request again.
    Retry,
    /// Ask for new tokens.
    Refresh,
    /// The user is signed out; the 401 stands.
    GiveUp,
    /// There is another session now: the request must not be sent with its tokens.
    Changed,
}

/// Decides about a 401, from what was remembered when the request left and what is now.
pub(crate) fn after_unauthorised(before: &Snapshot, now: &Snapshot) -> AfterUnauthorised {
    match (before.state, now.state) {
        (_, LocalState::NotExists) => AfterUnauthorised::GiveUp,
        (_, LocalState::MayExist) => AfterUnauthorised::Refresh,
        (LocalState::Exists, LocalState::Exists) if before.handle == now.handle => {
            if before.updated == now.updated {
                AfterUnauthorised::Refresh
            } else {
                AfterUnauthorised::Retry
            }
        }
        // Where no session was known, nothing tells whether this is the one that the request
        // carried or one that was made since.
        (_, LocalState::Exists) => AfterUnauthorised::Changed,
    }
}

/// What a response may change in what is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResponseUse {
    /// Apply what it says.
    Apply,
    /// It is a response, but what it says about the session is of no use any more.
    Ignore,
    /// Its session was signed out meanwhile, and stays so.
    SignedOut,
    /// There is another session now.
    Changed,
    /// The browser sent another session's cookies than the remembered one's: ask the server.
    Doubt,
}

/// Decides about the response to a request that left at `before`. `named` is the session in the
/// response's front token, if it has one.
pub(crate) fn use_of_response(
    before: &Snapshot,
    now: &Snapshot,
    named: Option<&SessionHandle>,
) -> ResponseUse {
    let names_another = named.is_some() && named != before.handle.as_ref();
    match (before.state, now.state) {
        (LocalState::Exists, LocalState::NotExists) => ResponseUse::SignedOut,
        (LocalState::Exists, LocalState::Exists) if before.handle != now.handle => {
            ResponseUse::Changed
        }
        (LocalState::Exists, _) if names_another => ResponseUse::Doubt,
        (LocalState::MayExist, LocalState::Exists)
            if named.is_some() && named == now.handle.as_ref() =>
        {
            ResponseUse::Apply
        }
        (LocalState::MayExist | LocalState::NotExists, LocalState::Exists) => ResponseUse::Changed,
        (LocalState::MayExist, LocalState::NotExists) => ResponseUse::Ignore,
        _ => ResponseUse::Apply,
    }
}

/// How a refresh went. Only [`RefreshOutcome::Rejected`] signs the user out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefreshOutcome {
    /// There are new tokens, fetched by this tab or by another one.
    Refreshed,
    /// The server says that the session is over.
    Rejected,
    /// The outcome is not known: no connection, a fault on the server's side, or a response that is
    /// not its own. The session is as it was; ask again later.
    Transient,
    /// Another session has taken the place of the one that this refresh was for.
    Changed,
}

/// Reads the response of the refresh route. `expired_status` is the configured 401.
pub(crate) fn refresh_outcome(
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

    fn snapshot(state: LocalState, handle: Option<&str>, updated: Option<&str>) -> Snapshot {
        let handle = handle.map(|handle| handle.parse().expect("a valid handle"));
        Snapshot { state, handle, updated: updated.map(str::to_owned) }
    }

    fn session(handle: &str, updated: &str) -> Snapshot {
        snapshot(LocalState::Exists, Some(handle), Some(updated))
    }

    fn signed_out() -> Snapshot {
        snapshot(LocalState::NotExists, None, Some("2"))
    }

    fn unknown() -> Snapshot {
        snapshot(LocalState::MayExist, None, None)
    }

    #[test]
    fn a_401_is_followed_by_retry_refresh_or_nothing() {
        let (old, new) = (session("a", "1"), session("a", "2"));
        assert_eq!(after_unauthorised(&old, &old), AfterUnauthorised::Refresh);
        assert_eq!(after_unauthorised(&old, &new), AfterUnauthorised::Retry);
        assert_eq!(after_unauthorised(&old, &unknown()), AfterUnauthorised::Refresh);
        assert_eq!(after_unauthorised(&unknown(), &unknown()), AfterUnauthorised::Refresh);
        assert_eq!(after_unauthorised(&old, &signed_out()), AfterUnauthorised::GiveUp);
        assert_eq!(after_unauthorised(&signed_out(), &signed_out()), AfterUnauthorised::GiveUp);
    }

    #[test]
    fn a_401_of_one_session_is_never_a_reason_to_send_another() {
        let bob = session("b", "2");
        for before in [session("a", "1"), session("a", "2"), unknown(), signed_out()] {
            assert_eq!(after_unauthorised(&before, &bob), AfterUnauthorised::Changed);
            assert!(before == unknown() || !bob.continues(&before));
        }
        assert!(bob.continues(&unknown()), "it may be the one that was found");
    }

    #[test]
    fn a_reply_changes_its_own_session_only() {
        let handle = |text: &str| text.parse().expect("a valid handle");
        let (a, b) = (handle("a"), handle("b"));
        let (ada, bob) = (session("a", "1"), session("b", "2"));
        for (before, now, named, expected) in [
            (&ada, &ada, None, ResponseUse::Apply),
            (&ada, &ada, Some(&a), ResponseUse::Apply),
            (&ada, &ada, Some(&b), ResponseUse::Doubt),
            (&ada, &bob, None, ResponseUse::Changed),
            (&ada, &bob, Some(&a), ResponseUse::Changed),
            (&ada, &bob, Some(&b), ResponseUse::Changed),
            (&ada, &signed_out(), Some(&a), ResponseUse::SignedOut),
            (&ada, &unknown(), Some(&a), ResponseUse::Apply),
            (&ada, &unknown(), Some(&b), ResponseUse::Doubt),
            (&unknown(), &unknown(), Some(&b), ResponseUse::Apply),
            (&unknown(), &bob, Some(&b), ResponseUse::Apply),
            (&unknown(), &bob, Some(&a), ResponseUse::Changed),
            (&unknown(), &bob, None, ResponseUse::Changed),
            (&unknown(), &signed_out(), Some(&a), ResponseUse::Ignore),
            (&signed_out(), &signed_out(), Some(&a), ResponseUse::Apply),
            (&signed_out(), &bob, Some(&a), ResponseUse::Changed),
        ] {
            assert_eq!(
                use_of_response(before, now, named),
                expected,
                "{before:?} {now:?} {named:?}"
            );
        }
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
