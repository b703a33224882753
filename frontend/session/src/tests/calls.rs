//! What calls carry, and what their callers get.

use std::cell::RefCell;
use std::rc::Rc;

use shared::names::client_cookie as cookie;
use shared::{
    ClientConfig, GetSessionData, ListSessions, ListSessionsQuery, Method, PutDataOfSession,
    SessionData,
};

use super::fake::Fake;
use crate::client::ApiError;
use crate::platform::HttpRequest;
use crate::session::Credentials;

#[test]
fn a_call_carries_the_sessions_headers() {
    let fake = Fake::signed_in();
    fake.remember(&[
        (cookie::ANTI_CSRF, "csrf"),
        (cookie::ACCESS_TOKEN, "access"),
        (cookie::REFRESH_TOKEN, "refresh"),
    ]);
    fake.run(fake.api.to(GetSessionData).send()).expect("a response");
    let requests = fake.server.requests.borrow();
    let header = |name| requests[0].header(name);
    assert_eq!(header("rid"), Some("anti-csrf"));
    assert_eq!(header("st-auth-mode"), Some("cookie"));
    assert_eq!(header("anti-csrf"), Some("csrf"));
    assert_eq!(header("authorization"), Some("Bearer access"));
}

#[test]
fn only_requests_to_the_api_carry_cookies() {
    let fake = Fake::signed_in();
    let request = |url: &str| HttpRequest::new(Method::Get, url);
    fake.run(fake.api.send(request("https://open.example/rates"))).expect("a response");
    fake.run(fake.api.send(request("/api/session/data"))).expect("a response");
    fake.run(fake.session.attempt_refreshing_session()).expect("new tokens");
    let requests = fake.server.requests.borrow();
    assert_eq!(
        requests.iter().map(|sent| sent.with_cookies).collect::<Vec<_>>(),
        [false, true, true]
    );
    assert!(requests[0].headers.is_empty());
}

#[test]
fn an_exposed_access_token_alone_is_not_sent() {
    let fake = Fake::signed_in();
    fake.remember(&[(cookie::ACCESS_TOKEN, "access")]);
    fake.run(fake.api.to(GetSessionData).send()).expect("a response");
    assert_eq!(fake.server.requests.borrow()[0].header("authorization"), None);
}

#[test]
fn a_call_is_repeated_with_its_method_and_its_body() {
    let fake = Fake::expired();
    let mut request = HttpRequest::new(Method::Put, "/api/session/data");
    request.body = Some(r#"{"data":{"a":1}}"#.to_owned());
    request.add_header("content-type", "application/json");
    fake.run(fake.api.send(request.clone())).expect("a response after a refresh");
    let requests = fake.server.requests.borrow();
    for sent in [&requests[0], &requests[2]] {
        assert_eq!(
            (sent.method, &sent.url, &sent.body),
            (request.method, &request.url, &request.body)
        );
        assert_eq!(sent.header("content-type"), Some("application/json"));
    }
}

#[test]
fn wrong_credentials_are_a_sentence() {
    let fake = Fake::signed_in();
    let credentials = Credentials {
        email: "ada@example.com".to_owned(),
        password: "correct horse".to_owned(),
        ..Credentials::default()
    };
    let problem = fake.run(fake.session.sign_in(&credentials)).expect_err("wrong");
    assert_eq!(problem.message(), Some("Email or password is wrong."));
}

#[test]
fn interceptors_see_every_attempt() {
    let fake = Fake::expired();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let statuses = Rc::clone(&seen);
    let interceptors = fake.api.interceptors();
    let number = interceptors.add_request(async |request| request.add_header("x-request-id", "7"));
    let status = interceptors
        .add_response(async move |response| statuses.borrow_mut().push(response.status));
    fake.run(fake.api.to(GetSessionData).send()).expect("a response");
    assert_eq!(*seen.borrow(), [401, 200, 200]);
    drop((number, status));
    assert_eq!(fake.server.requests.borrow()[0].header("x-request-id"), Some("7"));
}

#[test]
fn refreshes_go_to_the_pages_origin_or_the_configured_one() {
    let here = Fake::first_visit();
    assert_eq!(here.session.get_refresh_url_domain(), "http://localhost:8080");
    let api_domain = "https://api.example.com".to_owned();
    let there = Fake::with_config(ClientConfig { api_domain, ..ClientConfig::default() });
    assert_eq!(there.session.get_refresh_url_domain(), "https://api.example.com");
}

#[test]
fn a_typed_call_fills_its_path_its_query_and_its_body() {
    let fake = Fake::signed_in();
    let query = ListSessionsQuery { tenant_id: None, after: Some("1.h&x".to_owned()) };
    // The fake's responses are not the endpoints', so each call ends in an error.
    let sent = fake.run(fake.api.to(ListSessions).query(query).send());
    assert_eq!(sent, Err(ApiError::Unavailable));
    let handle = "a/b".parse().expect("a valid handle");
    let body = SessionData::default();
    fake.run(fake.api.to(PutDataOfSession).params(handle).body(body).send()).expect("data");
    assert_eq!(fake.server.paths(), ["/api/sessions?after=1.h%26x", "/api/sessions/a%2Fb/data"]);
    let requests = fake.server.requests.borrow();
    assert_eq!(requests[0].body, None);
    assert_eq!(requests[1].body.as_deref(), Some(r#"{"data":{}}"#));
    assert_eq!(requests[1].header("content-type"), Some("application/json"));
}
