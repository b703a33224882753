//! Signing out, here and everywhere.

use shared::{ErrorType, Method};

use super::fake::Fake;
use super::fake_server::response;
use crate::client::ApiError;
use crate::memory::SignOutReason;
use crate::session::SignOutOptions;

const EVERYWHERE: SignOutOptions = SignOutOptions { everywhere: true };
const REVOKED: &str = r#"{"revoked":["h5"]}"#;

#[test]
fn everywhere_ends_the_other_sessions_first_and_then_this_one() {
    let fake = Fake::signed_in();
    fake.respond_once("/api/sessions", response(200, REVOKED, None));
    fake.run(fake.session.sign_out(EVERYWHERE)).expect("signed out");
    let requests = fake.server.requests.borrow();
    let sent = requests.iter().map(|request| (request.method, request.url.as_str()));
    assert_eq!(
        sent.collect::<Vec<_>>(),
        [(Method::Delete, "/api/sessions"), (Method::Post, "/auth/signout")]
    );
    let state = fake.session.state();
    assert_eq!(state.sign_out_reason(), Some(SignOutReason::SignedOut));
}

#[test]
fn where_the_password_is_wanted_first_nothing_is_signed_out() {
    let fake = Fake::signed_in();
    let body = r#"{"type":"REAUTHENTICATE","message":"Give your password again."}"#;
    fake.respond_once("/api/sessions", response(403, body, None));
    let error = fake.run(fake.session.sign_out(EVERYWHERE)).expect_err("the password is wanted");
    assert!(error.is_reauthentication_required());
    assert!(fake.session.state().info().is_some());
    assert_eq!(fake.server.paths(), ["/api/sessions"]);
    // The same call again, after the password.
    fake.run(fake.session.confirm_password("correct horse")).expect("confirmed");
    fake.respond_once("/api/sessions", response(200, REVOKED, None));
    fake.run(fake.session.sign_out(EVERYWHERE)).expect("signed out");
    assert!(fake.session.state().is_signed_out());
}

#[test]
fn a_session_that_is_over_can_end_no_others() {
    let fake = Fake::expired();
    fake.reject_once(ErrorType::Unauthorised);
    let result = fake.run(fake.session.sign_out(EVERYWHERE));
    assert_eq!(result, Err(ApiError::NotSignedIn));
}
