//! What the events say.

use serde_json::json;
use shared::names::header;
use shared::{ErrorType, GetSessionData};

use super::fake::Fake;
use super::fake_server::response;
use crate::client::ApiError;
use crate::memory::{SessionEvent, SignOutReason};
use crate::session::{Credentials, SessionClient, SignOutOptions};

/// User, handle and tenant.
fn session_of(event: &SessionEvent) -> [&str; 3] {
    let session = event.session().expect("a session");
    [session.user_id.as_str(), session.session_handle.as_str(), session.tenant_id.as_str()]
}

const ADA: [&str; 3] = ["u1", "h1", "acme"];

#[test]
fn a_new_session_and_its_refresh_say_whose_they_are() {
    let fake = Fake::first_visit();
    let events = fake.record_events();
    let credentials = Credentials {
        email: "bob@example.com".to_owned(),
        password: "correct horse".to_owned(),
        ..Credentials::default()
    };
    fake.run(fake.session.sign_up(&credentials)).expect("signed up");
    assert!(matches!(events.borrow()[..], [SessionEvent::SessionCreated { .. }]));
    assert_eq!(session_of(&events.borrow()[0]), ["bob", "h2", "acme"]);

    let fake = Fake::expired();
    let events = fake.record_events();
    fake.run(fake.api.to(GetSessionData).send()).expect("a response");
    let events = events.borrow();
    assert!(matches!(
        events[..],
        [SessionEvent::AccessTokenPayloadUpdated { .. }, SessionEvent::RefreshSession { .. }]
    ));
    for event in &*events {
        assert_eq!(session_of(event), ADA);
        assert_eq!(event.session().expect("a session").access_token_payload["iat"], 1);
        assert_eq!(event.reason(), None);
    }
}

#[test]
fn the_end_of_a_session_says_which_and_why() {
    let fake = Fake::signed_in();
    let events = fake.record_events();
    fake.run(fake.session.sign_out(SignOutOptions::default())).expect("signed out");
    fake.run(fake.session.sign_out(SignOutOptions::default())).expect("it was already");
    {
        let events = events.borrow();
        assert!(matches!(&events[0], SessionEvent::SignOut { .. }));
        assert_eq!(session_of(&events[0]), ADA);
        assert_eq!(events[1].session(), None);
        assert!(events.iter().all(|event| event.reason() == Some(SignOutReason::SignedOut)));
    }

    let fake = Fake::expired();
    let events = fake.record_events();
    fake.reject_once(ErrorType::TokenTheftDetected);
    fake.run(fake.api.to(GetSessionData).send()).expect_err("signed out");
    let events = events.borrow();
    assert!(matches!(
        &events[..],
        [SessionEvent::Unauthorised { session_expired_or_revoked: true, .. }]
    ));
    assert_eq!(session_of(&events[0]), ADA);
    assert_eq!(events[0].reason(), Some(SignOutReason::Theft));
}

#[test]
fn a_call_without_a_session_says_that_there_was_none() {
    let fake = Fake::expired();
    fake.reject_once(ErrorType::Unauthorised);
    assert!(!fake.run(fake.session.attempt_refreshing_session()).expect("an outcome"));
    fake.server.accepts.set(false);
    let events = fake.record_events();
    let result = fake.run(fake.api.to(GetSessionData).send());
    assert_eq!(result, Err(ApiError::NotSignedIn));
    let reason = SignOutReason::Revoked;
    let expected =
        SessionEvent::Unauthorised { session_expired_or_revoked: false, session: None, reason };
    assert_eq!(*events.borrow(), [expected]);
}

#[test]
fn a_missing_claim_is_named_in_the_event_and_in_the_error() {
    let body = json!({
        "type": "INVALID_CLAIMS",
        "message": "invalid claim",
        "claimValidationErrors": [{"id": "st-ev", "reason": {"message": "wrong value"}}],
    });
    let refused = response(403, &body.to_string(), None);
    let fake = Fake::signed_in();
    let events = fake.record_events();
    fake.respond_once("/api/session/data", refused.clone());
    let error = fake.run(fake.api.to(GetSessionData).send()).expect_err("refused");
    let errors = SessionClient::get_invalid_claims_from_response(&refused);
    assert_eq!(errors.len(), 1);
    assert_eq!((&*errors[0].id, &errors[0].reason["message"]), ("st-ev", &json!("wrong value")));
    assert_eq!(error.claim_validation_errors(), errors);
    let events = events.borrow();
    assert_eq!(session_of(&events[0]), ADA);
    let [SessionEvent::ApiInvalidClaim { claim_validation_errors, .. }] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(*claim_validation_errors, errors);
    assert!(SessionClient::get_invalid_claims_from_response(&response(200, "{}", None)).is_empty());
}

#[test]
fn a_deleted_account_is_a_sign_out() {
    let fake = Fake::signed_in();
    let events = fake.record_events();
    fake.respond_once("/api/account", response(200, "{}", Some(header::REMOVE)));
    fake.run(fake.api.to(shared::DeleteAccount).send()).expect("deleted");
    assert_eq!(events.borrow()[0].reason(), Some(SignOutReason::SignedOut));
}
