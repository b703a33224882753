//! Why nobody is signed in: from its own sign-out, from other tabs, and from the server's words.

use std::time::Duration;

use shared::names::{client_cookie as cookie, header};
use shared::{ErrorType, GetSessionData};

use super::fake::Fake;
use super::fake_server::{RefreshRoute, front_token, response};
use crate::client::ApiError;
use crate::memory::{SessionState, SignOutReason};
use crate::platform::CookieStorage;
use crate::session::SignOutOptions;

const DAY: Duration = Duration::from_secs(86_400);

fn reason(fake: &Fake) -> SignOutReason {
    fake.session.state().sign_out_reason().expect("signed out")
}

/// A call that finds its session gone, with this type of error.
fn rejected(fake: &Fake, error_type: ErrorType) -> SignOutReason {
    assert!(fake.session.state().info().is_some());
    fake.reject_once(error_type);
    fake.run(fake.api.to(GetSessionData).send()).expect_err("signed out");
    reason(fake)
}

/// What another tab does to the cookies when it signs out.
fn signed_out_elsewhere(fake: &Fake) {
    fake.store.remove(cookie::FRONT_TOKEN);
}

#[test]
fn a_first_visitor_never_signed_in() {
    let fake = Fake::first_visit();
    assert_eq!(fake.session.state(), SessionState::Loading);
    fake.reject_once(ErrorType::Unauthorised);
    assert!(!fake.run(fake.session.does_session_exist()));
    assert_eq!(reason(&fake), SignOutReason::Never);
}

#[test]
fn a_sign_out_here_is_known_as_such_and_kept_in_no_storage() {
    let fake = Fake::signed_in();
    fake.run(fake.session.sign_out(SignOutOptions::default())).expect("signed out");
    assert_eq!(reason(&fake), SignOutReason::SignedOut);
    assert_eq!(fake.store.names(), [cookie::LAST_ACCESS_TOKEN_UPDATE]);
}

#[test]
fn whoever_signs_out_of_a_session_that_was_over_has_signed_out() {
    let fake = Fake::expired();
    let events = fake.record_events();
    fake.reject_once(ErrorType::Unauthorised);
    fake.run(fake.session.sign_out(SignOutOptions::default())).expect("signed out");
    assert_eq!(reason(&fake), SignOutReason::SignedOut);
    assert_eq!(events.borrow()[0].reason(), Some(SignOutReason::SignedOut));
}

#[test]
fn a_session_that_ends_before_its_time_was_revoked() {
    let fake = Fake::expired();
    assert_eq!(rejected(&fake, ErrorType::Unauthorised), SignOutReason::Revoked);
    // After an hour the access token has expired, the session has not.
    let fake = Fake::expired();
    fake.now.set(fake.now.get() + 2 * Duration::from_secs(3_600));
    assert_eq!(rejected(&fake, ErrorType::Unauthorised), SignOutReason::Revoked);
}

#[test]
fn a_session_that_was_idle_for_too_long_has_expired() {
    let fake = Fake::expired();
    fake.now.set(fake.now.get() + 100 * DAY);
    assert_eq!(rejected(&fake, ErrorType::Unauthorised), SignOutReason::Expired);
}

#[test]
fn a_401_that_removes_the_session_ends_it_without_a_refresh() {
    let body = r#"{"type":"UNAUTHORISED","message":"no"}"#;
    let path = "/api/session/data";
    let fake = Fake::signed_in();
    fake.respond_once(path, response(401, body, Some(header::REMOVE)));
    let result = fake.run(fake.api.to(GetSessionData).send());
    assert_eq!(result, Err(ApiError::NotSignedIn));
    assert_eq!(reason(&fake), SignOutReason::Revoked);
    assert_eq!(fake.server.paths(), [path]);

    // Without that word the type alone ends nothing: the refresh tells.
    let fake = Fake::signed_in();
    fake.respond_once(path, response(401, body, None));
    fake.run(fake.api.to(GetSessionData).send()).expect("a response after a refresh");
    assert_eq!(fake.server.refreshes(), 1);
}

#[test]
fn theft_is_said_whatever_else_is_known() {
    let fake = Fake::expired();
    fake.now.set(fake.now.get() + 200 * DAY);
    assert_eq!(rejected(&fake, ErrorType::TokenTheftDetected), SignOutReason::Theft);
    // Even where the browser has lost what it knew.
    let fake = Fake::first_visit();
    fake.reject_once(ErrorType::TokenTheftDetected);
    assert!(!fake.run(fake.session.does_session_exist()));
    assert_eq!(reason(&fake), SignOutReason::Theft);
}

#[test]
fn another_tabs_change_is_a_sign_out_elsewhere_unless_it_says_more() {
    for (word, expected) in [
        (None, SignOutReason::SignedOutElsewhere),
        (Some(SignOutReason::SignedOut), SignOutReason::SignedOutElsewhere),
        (Some(SignOutReason::Expired), SignOutReason::Expired),
        (Some(SignOutReason::Theft), SignOutReason::Theft),
    ] {
        let fake = Fake::signed_in();
        assert!(fake.session.state().info().is_some());
        signed_out_elsewhere(&fake);
        assert_eq!(reason(&fake), SignOutReason::SignedOutElsewhere, "before the message");
        word.into_iter().for_each(|word| fake.api.memory().other_tab_ended(word));
        assert_eq!(reason(&fake), expected);
    }
}

#[test]
fn a_late_message_changes_nothing() {
    // There is a session again.
    let fake = Fake::signed_in();
    fake.api.memory().other_tab_ended(SignOutReason::Theft);
    assert!(fake.session.state().info().is_some());
    signed_out_elsewhere(&fake);
    assert_eq!(reason(&fake), SignOutReason::SignedOutElsewhere);

    // This tab knows better.
    let fake = Fake::signed_in();
    fake.run(fake.session.sign_out(SignOutOptions::default())).expect("signed out");
    fake.api.memory().other_tab_ended(SignOutReason::Revoked);
    assert_eq!(reason(&fake), SignOutReason::SignedOut);
}

#[test]
fn a_reason_lasts_until_the_next_sign_in() {
    let fake = Fake::expired();
    assert_eq!(rejected(&fake, ErrorType::Unauthorised), SignOutReason::Revoked);
    fake.server.refresh_route.set(RefreshRoute::Status(401));
    assert!(!fake.run(fake.session.does_session_exist()));
    assert_eq!(reason(&fake), SignOutReason::Revoked);
    // The next session begins, and ends elsewhere.
    fake.remember(&[(cookie::FRONT_TOKEN, &front_token(7))]);
    assert!(fake.session.state().info().is_some());
    signed_out_elsewhere(&fake);
    assert_eq!(reason(&fake), SignOutReason::SignedOutElsewhere);
}
