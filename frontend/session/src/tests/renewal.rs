//! The access token is renewed shortly before it expires, while somebody looks at the page.

use std::time::Duration;

use shared::names::client_cookie as cookie;
use shared::{FrontToken, GetSessionData, Timestamp};

use super::fake::Fake;
use super::fake_server::{RefreshRoute, front_token};
use crate::client::ApiError;
use crate::platform::SessionLock;

const PATH: &str = "/api/session/data";
const REFRESH: &str = "/auth/session/refresh";
/// The token of the tests lives from 0 to 3,600 s, and 5 % of that are 180 s.
const DUE: i64 = 3_420;

fn signed_in_at(seconds: i64) -> Fake {
    let fake = Fake::signed_in();
    fake.now.set(Timestamp::from_secs(seconds));
    fake
}

fn call(fake: &Fake) {
    fake.run(fake.api.to(GetSessionData).send()).expect("a response");
    fake.runtime.run_until_stalled();
}

#[test]
fn a_call_shortly_before_the_end_renews_the_token_and_does_not_wait_for_it() {
    let fake = signed_in_at(DUE - 1);
    call(&fake);
    assert_eq!(fake.server.paths(), [PATH]);

    let fake = signed_in_at(DUE);
    let held = fake.server.hold(REFRESH);
    call(&fake);
    call(&fake);
    let mut paths = fake.server.paths();
    paths.sort();
    assert_eq!(paths, [PATH, PATH, REFRESH], "one for both calls");
    held.respond_as_usual();
    fake.runtime.run_until_stalled();
    assert_eq!(fake.stored_front_token(), front_token(1));
}

#[test]
fn in_a_hidden_tab_nothing_is_renewed() {
    let fake = signed_in_at(DUE);
    fake.runtime.set_visible(false);
    call(&fake);
    fake.api.refresher().renew_if_due();
    fake.runtime.run_until_stalled();
    assert_eq!(fake.server.paths(), [PATH]);
    fake.runtime.set_visible(true);
    fake.api.refresher().renew_if_due();
    fake.runtime.run_until_stalled();
    assert_eq!(fake.server.refreshes(), 1);
}

#[test]
fn a_renewal_that_comes_to_nothing_is_not_begun_again_by_each_call() {
    let fake = signed_in_at(DUE);
    fake.server.refresh_route.set(RefreshRoute::Status(500));
    call(&fake);
    while fake.runtime.advance() {}
    assert_eq!(fake.server.refreshes(), 6);
    call(&fake);
    assert_eq!(fake.server.refreshes(), 6);
    assert!(fake.session.state().info().is_some(), "the token is still good");
}

#[test]
fn a_renewal_that_is_rejected_signs_out_and_lets_its_call_go() {
    let fake = signed_in_at(DUE);
    fake.server.refresh_route.set(RefreshRoute::Status(401));
    let result = fake.run(fake.api.to(GetSessionData).send());
    fake.runtime.run_until_stalled();
    assert!(result.is_ok() || result == Err(ApiError::NotSignedIn));
    assert!(fake.session.state().is_signed_out());
}

#[test]
fn another_tabs_renewal_is_enough() {
    let fake = signed_in_at(DUE);
    let other_tab = fake.run(fake.lock.acquire()).expect("the lock");
    fake.api.refresher().renew_if_due();
    fake.runtime.run_until_stalled();
    fake.remember(&[
        (cookie::LAST_ACCESS_TOKEN_UPDATE, "3420000"),
        (cookie::FRONT_TOKEN, &front_token(DUE)),
    ]);
    drop(other_tab);
    fake.runtime.run_until_stalled();
    assert_eq!(fake.server.refreshes(), 0);
    call(&fake);
    assert_eq!(fake.server.paths(), [PATH]);
}

#[test]
fn a_token_that_lives_for_seconds_is_renewed_in_its_last_quarter() {
    let fake = Fake::first_visit();
    let token = |life: i64| {
        let up = serde_json::json!({"iat": 0, "sessionHandle": "h1"});
        let up = up.as_object().cloned().unwrap_or_default();
        let ate = Timestamp::from_secs(life);
        FrontToken { uid: "u1".parse().expect("a valid id"), ate, up }.encode()
    };
    fake.remember(&[(cookie::LAST_ACCESS_TOKEN_UPDATE, "0")]);
    for (life, random, early) in [
        (8, 0.5, 2_000),
        (60, 0.5, 5_000),
        (60, 0.0, 2_500),
        (60, 1.0, 7_500),
        (3_600, 0.0, 90_000),
    ] {
        fake.remember(&[(cookie::FRONT_TOKEN, &token(life))]);
        let due = fake.api.memory().renewal_time(random).expect("a session");
        let expiry = Timestamp::from_secs(life);
        assert_eq!(expiry.since(due), Duration::from_millis(early), "{life} s, {random}");
    }
}
