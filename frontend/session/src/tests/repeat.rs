//! A refresh without an outcome is repeated by itself, and one that does not help is not.

use std::time::Duration;

use shared::GetSessionData;
use shared::names::client_cookie as cookie;

use super::fake::Fake;
use super::fake_server::RefreshRoute;
use crate::client::ApiError;
use crate::memory::SessionState;
use crate::platform::CookieStorage;

#[test]
fn a_refresh_that_came_to_nothing_is_repeated_six_times_in_all() {
    let fake = Fake::expired();
    fake.server.refresh_route.set(RefreshRoute::Silent);
    let response = fake.run(fake.session.attempt_refreshing_session());
    assert_eq!(response, Err(ApiError::Unavailable));
    assert_eq!(fake.runtime.now(), 10_000, "a caller waits no longer than that");
    while fake.runtime.advance() {}
    let times = fake.server.refresh_times.borrow();
    assert_eq!(*times, [0, 500, 1_500, 3_500, 7_500, 15_500]);
    assert!(fake.session.state().info().is_some());
}

#[test]
fn a_lost_reply_is_noticed_after_six_seconds() {
    let fake = Fake::expired();
    fake.server.refresh_route.set(RefreshRoute::Hangs);
    let session = fake.session.clone();
    let refresh = fake.start(async move { session.attempt_refreshing_session().await });
    while fake.runtime.now() < 6_000 {
        assert!(fake.runtime.advance());
    }
    fake.server.refresh_route.set(RefreshRoute::Works);
    assert_eq!(fake.run(refresh), Ok(true));
    assert_eq!(*fake.server.refresh_times.borrow(), [0, 6_500]);
}

#[test]
fn a_refresh_is_repeated_at_once_when_the_network_or_the_user_comes_back() {
    let fake = Fake::expired();
    fake.server.refresh_route.set(RefreshRoute::Silent);
    let session = fake.session.clone();
    let refresh = fake.start(async move { session.attempt_refreshing_session().await });
    assert_eq!(fake.server.refreshes(), 1);
    fake.server.refresh_route.set(RefreshRoute::Works);
    fake.api.wake();
    assert_eq!(fake.run(refresh), Ok(true));
    assert_eq!(fake.runtime.now(), 0);
}

#[test]
fn callers_wait_for_what_the_repetition_brings() {
    let fake = Fake::expired();
    fake.server.refresh_route.set(RefreshRoute::Status(503));
    let api = fake.api.clone();
    let call = fake.start(async move { api.to(GetSessionData).send().await });
    assert_eq!(fake.server.refreshes(), 1);
    fake.server.refresh_route.set(RefreshRoute::Works);
    fake.run(call).expect("a response");
    let refresh = "/auth/session/refresh";
    let data = "/api/session/data";
    assert_eq!(fake.server.paths(), [data, refresh, refresh, data]);
}

#[test]
fn an_unrelated_401_costs_one_refresh_and_leaves_the_session() {
    let fake = Fake::expired();
    fake.server.refresh_route.set(RefreshRoute::Useless);
    let response = fake.run(fake.api.to(GetSessionData).send());
    let error = response.expect_err("refused");
    assert_eq!(error, ApiError::NotAccepted);
    assert!(!error.to_string().contains("signed out"), "{error}");
    assert_eq!(fake.server.refreshes(), 1);
    assert!(fake.session.state().info().is_some());
}

/// A browser that keeps no cookie of scripts.
fn forget_all(fake: &Fake) {
    for name in [cookie::LAST_ACCESS_TOKEN_UPDATE, cookie::FRONT_TOKEN] {
        fake.store.remove(name);
    }
}

#[test]
fn where_no_cookie_stays_the_server_is_asked_once_in_five_seconds() {
    let fake = Fake::first_visit();
    for _ in 0..10 {
        assert!(fake.run(fake.session.resolve_session()));
        forget_all(&fake);
        fake.run(fake.api.to(GetSessionData).send()).expect("a response");
        forget_all(&fake);
    }
    assert_eq!(fake.server.refreshes(), 1);
    fake.now.set(fake.now.get() + Duration::from_secs(5));
    assert!(fake.run(fake.session.resolve_session()));
    assert_eq!(fake.server.refreshes(), 2);
    forget_all(&fake);
    assert_eq!(fake.session.state(), SessionState::Loading);
}

#[test]
fn an_answer_that_brought_nothing_is_no_reason_not_to_ask_again() {
    let fake = Fake::first_visit();
    fake.server.refresh_route.set(RefreshRoute::Status(502));
    assert!(!fake.run(fake.session.does_session_exist()));
    fake.server.refresh_route.set(RefreshRoute::Works);
    assert!(fake.run(fake.session.does_session_exist()));
}
