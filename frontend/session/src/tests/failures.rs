//! Calls without a response, and what their callers learn.

use std::time::Duration;

use shared::{GetSessionData, Method, Timestamp};

use super::fake::Fake;
use super::fake_server::RefreshRoute;
use crate::client::ApiError;
use crate::platform::{HttpRequest, NoResponse};

const PATH: &str = "/api/session/data";

#[test]
fn without_a_response_the_browsers_word_tells_offline_from_unreachable() {
    for (online, expected) in [(true, ApiError::Unreachable), (false, ApiError::Offline)] {
        let fake = Fake::signed_in();
        fake.runtime.set_online(online);
        fake.server.hold(PATH).response(Err(NoResponse));
        let response = fake.run(fake.api.to(GetSessionData).send());
        assert_eq!(response, Err(expected.clone()));
        // A request to elsewhere ends in the same.
        fake.server.hold("https://open.example/").response(Err(NoResponse));
        let request = HttpRequest::new(Method::Get, "https://open.example/");
        assert_eq!(fake.run(fake.api.send(request)), Err(expected));
        assert!(fake.session.state().info().is_some());
    }
}

#[test]
fn a_call_is_given_up_after_fifteen_seconds_or_its_own_time() {
    for (timeout, expected) in [
        (None, 15_000),
        (Some(Duration::from_millis(250)), 250),
        (Some(Duration::from_secs(60)), 60_000),
    ] {
        let fake = Fake::signed_in();
        let _held = fake.server.hold(PATH);
        let call = fake.api.to(GetSessionData);
        let call = match timeout {
            Some(timeout) => call.timeout(timeout),
            None => call,
        };
        assert_eq!(fake.run(call.send()), Err(ApiError::TimedOut));
        assert_eq!(fake.runtime.now(), expected);
    }
}

#[test]
fn a_refresh_that_cannot_reach_the_server_says_whether_there_is_a_network() {
    for (online, expected) in [(true, ApiError::Unavailable), (false, ApiError::Offline)] {
        let fake = Fake::expired();
        fake.runtime.set_online(online);
        fake.server.refresh_route.set(RefreshRoute::Silent);
        assert_eq!(fake.run(fake.api.to(GetSessionData).send()), Err(expected.clone()));
        let outcome = fake.run(fake.session.attempt_refreshing_session());
        assert_eq!(outcome, Err(expected));
    }
}

#[test]
fn an_expired_payload_is_not_given_out_while_the_server_is_away() {
    let fake = Fake::signed_in();
    fake.now.set(Timestamp::from_secs(4_000));
    fake.server.refresh_route.set(RefreshRoute::Silent);
    let payload = fake.run(fake.session.get_access_token_payload_securely());
    assert_eq!(payload, Err(ApiError::Unavailable));
    assert!(fake.session.state().info().is_some(), "nobody is signed out by it");
    fake.server.refresh_route.set(RefreshRoute::Works);
    let payload = fake.run(fake.session.get_access_token_payload_securely());
    assert_eq!(payload.expect("a new one")["iat"], 1);
}
