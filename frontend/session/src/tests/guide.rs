//! The functions of SuperTokens' frontend guides, by their names in snake case. Interceptors and the
//! domain of the refresh are in `calls`.

use shared::Timestamp;
use shared::names::client_cookie as cookie;

use super::fake::Fake;
use super::fake_server::RefreshRoute;
use crate::client::ApiError;
use crate::session::NoSession;

#[test]
fn of_a_user_who_is_signed_in_all_is_known() {
    let Fake { session, runtime, .. } = Fake::signed_in();
    assert!(runtime.run(session.does_session_exist()));
    assert_eq!(session.get_user_id().expect("a user").as_str(), "u1");
    assert_eq!(session.get_tenant_id().expect("a tenant").as_str(), "acme");
    let payload = runtime.run(session.get_access_token_payload_securely()).expect("a payload");
    assert_eq!(payload["tId"], "acme");
    assert_eq!(runtime.run(session.get_jwt_payload_securely()), Ok(payload));
    assert_eq!(runtime.run(session.attempt_refreshing_session()), Ok(true));
}

#[test]
fn of_nobody_nothing_is_known() {
    let Fake { session, runtime, server, .. } = Fake::first_visit();
    server.refresh_route.set(RefreshRoute::Status(401));
    assert!(!runtime.run(session.does_session_exist()));
    assert_eq!(session.get_user_id(), Err(NoSession));
    assert_eq!(session.get_tenant_id(), Err(NoSession));
    assert_eq!(
        runtime.run(session.get_access_token_payload_securely()),
        Err(ApiError::NotSignedIn)
    );
    assert_eq!(runtime.run(session.get_jwt_payload_securely()), Err(ApiError::NotSignedIn));
    assert_eq!(runtime.run(session.get_access_token()), None);
    assert_eq!(runtime.run(session.attempt_refreshing_session()), Ok(false));
}

#[test]
fn a_payload_is_refreshed_before_it_is_read() {
    let fake = Fake::signed_in();
    fake.now.set(Timestamp::from_secs(4_000));
    let payload = fake.run(fake.session.get_jwt_payload_securely()).expect("a payload");
    assert_eq!((&payload["iat"], fake.server.refreshes()), (&1.into(), 1));
}

#[test]
fn the_access_token_is_there_where_the_server_shows_it() {
    let fake = Fake::signed_in();
    assert_eq!(fake.run(fake.session.get_access_token()), None);
    fake.remember(&[(cookie::ACCESS_TOKEN, "the.token.itself")]);
    assert_eq!(fake.run(fake.session.get_access_token()).as_deref(), Some("the.token.itself"));
}
