use std::time::Duration;

use futures_util::future::{join, join_all};
use shared::names::client_cookie as cookie;
use shared::{ClientConfig, GetSessionData, SessionData, SessionInfo, Timestamp};

use super::fake::Fake;
use super::fake_server::{RefreshRoute, front_token};
use super::test_runtime::yield_now;
use crate::client::ApiError;
use crate::memory::{SessionEvent, SessionState};
use crate::platform::{CookieStorage, SessionLock};
use crate::session::SignOutOptions;

fn read_data(fake: &Fake) -> Result<SessionData, ApiError> {
    fake.run(call(fake))
}

async fn call(fake: &Fake) -> Result<SessionData, ApiError> {
    fake.api.to(GetSessionData).send().await
}

#[test]
fn an_expired_token_is_refreshed_and_the_call_repeated() {
    let fake = Fake::expired();
    let events = fake.record_events();
    read_data(&fake).expect("a response after a refresh");
    assert_eq!(
        fake.server.paths(),
        ["/api/session/data", "/auth/session/refresh", "/api/session/data"]
    );
    let refreshed = |event: &SessionEvent| matches!(event, SessionEvent::RefreshSession { .. });
    assert!(events.borrow().iter().any(refreshed));
    let requests = fake.server.requests.borrow();
    assert_eq!(requests[1].header("rid"), Some("session"));
    assert_eq!(requests[1].body, None);
}

#[test]
fn ten_calls_make_one_refresh() {
    let fake = Fake::expired();
    let responses = fake.run(join_all((0..10).map(|_| call(&fake))));
    assert!(responses.iter().all(Result::is_ok));
    assert_eq!(fake.server.refreshes(), 1);
}

#[test]
fn a_refresh_of_another_tab_is_enough() {
    let fake = Fake::expired();
    let guard = fake.run(fake.lock.acquire()).expect("the lock");
    let call = call(&fake);
    let other_tab = async {
        // Until the call got its 401 and waits for the lock.
        while fake.server.paths().is_empty() {
            yield_now().await;
        }
        yield_now().await;
        fake.remember(&[
            (cookie::LAST_ACCESS_TOKEN_UPDATE, "9"),
            (cookie::FRONT_TOKEN, &front_token(9)),
        ]);
        fake.server.accepts.set(true);
        drop(guard);
    };
    let (response, ()) = fake.run(join(call, other_tab));
    response.expect("a response");
    assert_eq!(fake.server.refreshes(), 0);
}

#[test]
fn a_rejected_refresh_signs_out() {
    let fake = Fake::expired();
    let events = fake.record_events();
    fake.server.refresh_route.set(RefreshRoute::Status(401));
    assert_eq!(read_data(&fake), Err(ApiError::NotSignedIn));
    assert!(fake.session.state().is_signed_out());
    assert!(matches!(
        &*events.take(),
        [SessionEvent::Unauthorised { session_expired_or_revoked: true, session: Some(_), .. }]
    ));
    // Known from now on: the next 401 asks no server.
    assert_eq!(read_data(&fake), Err(ApiError::NotSignedIn));
    assert_eq!(fake.server.refreshes(), 1);
}

#[test]
fn another_status_may_mean_expired() {
    let config = || ClientConfig { session_expired_status_code: 440, ..ClientConfig::default() };
    let expired = || {
        let fake = Fake::with_config(config());
        fake.remember(&[
            (cookie::LAST_ACCESS_TOKEN_UPDATE, "0"),
            (cookie::FRONT_TOKEN, &front_token(0)),
        ]);
        fake.server.accepts.set(false);
        fake
    };
    let fake = expired();
    read_data(&fake).expect("a response after a refresh");
    assert_eq!(fake.server.refreshes(), 1);

    let fake = expired();
    fake.server.refresh_route.set(RefreshRoute::Status(440));
    assert_eq!(read_data(&fake), Err(ApiError::NotSignedIn));
    assert!(fake.session.state().is_signed_out());

    // Then a 401 is a response like any other, and does not sign out.
    let fake = expired();
    fake.server.refresh_route.set(RefreshRoute::Status(401));
    assert_eq!(read_data(&fake), Err(ApiError::Unavailable));
    assert!(fake.session.state().info().is_some());
}

#[test]
fn a_server_in_trouble_signs_nobody_out() {
    for route in [
        RefreshRoute::Status(500),
        RefreshRoute::Status(503),
        RefreshRoute::Status(200),
        RefreshRoute::Silent,
    ] {
        let fake = Fake::expired();
        fake.server.refresh_route.set(route);
        assert_eq!(read_data(&fake), Err(ApiError::Unavailable), "{route:?}");
        assert!(fake.session.state().info().is_some(), "{route:?}");
        fake.server.refresh_route.set(RefreshRoute::Works);
        assert!(read_data(&fake).is_ok(), "{route:?}");
    }
}

#[test]
fn a_first_visit_asks_once() {
    let fake = Fake::first_visit();
    fake.server.refresh_route.set(RefreshRoute::Status(401));
    assert!(!fake.run(fake.session.does_session_exist()));
    assert!(!fake.run(fake.session.does_session_exist()));
    assert_eq!(fake.server.paths(), ["/auth/session/refresh"]);
}

#[test]
fn a_session_survives_the_loss_of_its_cookies() {
    let fake = Fake::first_visit();
    assert!(fake.run(fake.session.does_session_exist()));
    assert_eq!(fake.session.get_user_id().expect("a session").as_str(), "u1");
    assert_eq!(fake.session.get_tenant_id().expect("a session").as_str(), "acme");
}

#[test]
fn an_unknown_session_stays_unknown_while_the_server_is_in_trouble() {
    let fake = Fake::first_visit();
    for route in [RefreshRoute::Status(502), RefreshRoute::Silent] {
        fake.server.refresh_route.set(route);
        assert!(!fake.run(fake.session.resolve_session()), "{route:?}");
        assert_eq!(fake.session.state(), SessionState::Loading, "{route:?}");
    }
    fake.server.refresh_route.set(RefreshRoute::Works);
    assert!(fake.run(fake.session.resolve_session()));
    assert!(fake.session.state().info().is_some());
}

#[test]
fn a_rejected_refresh_is_an_answer_even_where_no_cookie_stays() {
    let fake = Fake::first_visit();
    fake.server.refresh_route.set(RefreshRoute::Status(401));
    assert!(fake.run(fake.session.resolve_session()));
    fake.store.remove(cookie::LAST_ACCESS_TOKEN_UPDATE);
    assert!(fake.run(fake.session.resolve_session()));
    assert_eq!(fake.server.refreshes(), 1, "it has just said so");
    fake.now.set(fake.now.get() + Duration::from_secs(5));
    assert!(fake.run(fake.session.resolve_session()));
    assert!(fake.session.state().is_signed_out());
}

#[test]
fn an_expired_session_is_refreshed_before_it_counts() {
    let fake = Fake::signed_in();
    fake.now.set(Timestamp::from_secs(4_000));
    assert!(fake.run(fake.session.does_session_exist()));
    assert_eq!(fake.server.refreshes(), 1);

    let fake = Fake::signed_in();
    fake.now.set(Timestamp::from_secs(4_000));
    fake.server.refresh_route.set(RefreshRoute::Status(500));
    assert!(!fake.run(fake.session.does_session_exist()));
    assert!(fake.session.state().info().is_some());
}

#[test]
fn sign_out_refreshes_inside_its_own_lock() {
    let fake = Fake::expired();
    fake.run(fake.session.sign_out(SignOutOptions::default())).expect("signed out");
    assert_eq!(fake.server.paths(), ["/auth/signout", "/auth/session/refresh", "/auth/signout"]);
    assert!(fake.session.state().is_signed_out());
    assert_eq!(fake.store.names(), [cookie::LAST_ACCESS_TOKEN_UPDATE]);
}

#[test]
fn a_late_refresh_does_not_sign_in_again() {
    let fake = Fake::expired();
    let call = call(&fake);
    let sign_out_elsewhere = async {
        while fake.server.refreshes() == 0 {
            yield_now().await;
        }
        fake.api.memory().forget();
    };
    let (response, ()) = fake.run(join(call, sign_out_elsewhere));
    assert_eq!(response, Err(ApiError::NotSignedIn));
    assert!(fake.session.state().is_signed_out());
}

#[test]
fn attempt_refreshing_session_knows_three_outcomes() {
    let fake = Fake::signed_in();
    let expiry = |fake: &Fake| fake.session.state().info().map(expiry_of);
    let before = expiry(&fake);
    assert_eq!(fake.run(fake.session.attempt_refreshing_session()), Ok(true));
    assert_ne!(expiry(&fake), before);
    fake.server.refresh_route.set(RefreshRoute::Silent);
    assert_eq!(fake.run(fake.session.attempt_refreshing_session()), Err(ApiError::Unavailable));
    fake.server.refresh_route.set(RefreshRoute::Status(401));
    assert_eq!(fake.run(fake.session.attempt_refreshing_session()), Ok(false));
}

fn expiry_of(info: &SessionInfo) -> Timestamp {
    info.access_token_expiry
}
