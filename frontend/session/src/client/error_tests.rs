//! What is made of responses that are no success.

use std::time::Duration;

use shared::ErrorType;

use super::ApiError;
use crate::platform::HttpResponse;

fn response(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_owned() }
}

#[test]
fn a_refusal_keeps_the_servers_words() {
    let body = r#"{"type":"UNKNOWN_TENANT","message":"No such tenant."}"#;
    let error = ApiError::from_response(&response(404, body));
    assert_eq!(error.error_type(), Some(ErrorType::UnknownTenant));
    assert_eq!(error.to_string(), "No such tenant.");
}

#[test]
fn a_fault_of_the_server_is_not_a_refusal() {
    let html = "<h1>Bad gateway</h1>";
    assert_eq!(ApiError::from_response(&response(502, html)), ApiError::Unavailable);
    let body = r#"{"type":"GENERAL_ERROR","message":"internal"}"#;
    assert_eq!(ApiError::from_response(&response(500, body)), ApiError::Unavailable);
}

#[test]
fn a_refusal_in_a_strange_form_is_still_one() {
    let error = ApiError::from_response(&response(418, "short and stout"));
    assert_eq!(error.to_string(), "The server refused this (status 418).");
}

#[test]
fn a_busy_server_says_when_to_try_again() {
    let body = r#"{"type":"OVERLOADED","message":"Too many sign-ins."}"#;
    for (status, header, expected) in [
        (429, Some("30"), Some(30)),
        (503, Some(" 2 "), Some(2)),
        (503, Some("Wed, 21 Oct 2026 07:28:00 GMT"), None),
        (503, None, None),
    ] {
        let mut busy = response(status, body);
        busy.headers.extend(header.map(|value| ("Retry-After".to_owned(), value.to_owned())));
        let error = ApiError::from_response(&busy);
        assert_eq!(error.retry_after(), expected.map(Duration::from_secs), "{header:?}");
        assert_eq!(error.to_string(), "Too many sign-ins.");
    }
    let bare = ApiError::from_response(&response(503, "<h1>Service unavailable</h1>"));
    assert_eq!(bare.error_type(), Some(ErrorType::Overloaded));
    assert_eq!(bare.retry_after(), None);
}

#[test]
fn a_403_says_which_claims_are_missing_or_that_the_password_is_wanted() {
    let body = r#"{"type":"INVALID_CLAIMS","message":"invalid claim","claimValidationErrors":
        [{"id":"st-role","reason":{"message":"value does not exist"}}]}"#;
    let error = ApiError::from_response(&response(403, body));
    let claims = error.claim_validation_errors();
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].id, "st-role");
    assert!(!error.is_reauthentication_required());

    let body = r#"{"type":"REAUTHENTICATE","message":"Please give your password again."}"#;
    let error = ApiError::from_response(&response(403, body));
    assert!(error.is_reauthentication_required());
    assert!(error.claim_validation_errors().is_empty());
    assert!(!ApiError::NotSignedIn.is_reauthentication_required());
}
