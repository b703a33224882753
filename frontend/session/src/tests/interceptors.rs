//! The page's closures around calls: async, removable, and never while the lock is held.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::rc::Rc;

use futures_util::FutureExt;
use shared::GetSessionData;

use super::fake::Fake;
use super::fake_server::RefreshRoute;
use super::test_runtime::yield_now;
use crate::client::ApiError;
use crate::platform::{Runtime, SessionLock};
use crate::session::{Credentials, SignOutOptions};

type Seen = Rc<RefCell<Vec<String>>>;

/// Notes the URL of each request, and takes its time.
fn note_requests(fake: &Fake) -> Seen {
    let seen = Seen::default();
    let urls = Rc::clone(&seen);
    let note = async move |request: &mut crate::HttpRequest| {
        yield_now().await;
        urls.borrow_mut().push(request.url.clone());
        request.add_header("x-page", "1");
    };
    fake.api.interceptors().add_request(note).keep();
    seen
}

#[test]
fn they_see_refreshes_and_sign_outs_and_what_they_add_is_sent() {
    let fake = Fake::expired();
    let seen = note_requests(&fake);
    let statuses = Rc::new(RefCell::new(Vec::new()));
    let noted = Rc::clone(&statuses);
    fake.api
        .interceptors()
        .add_response(async move |response| {
            yield_now().await;
            noted.borrow_mut().push(response.status);
        })
        .keep();
    fake.run(fake.api.to(GetSessionData).send()).expect("a response after a refresh");
    fake.run(fake.session.sign_out(SignOutOptions::default())).expect("signed out");
    fake.runtime.run_until_stalled();
    let refresh = "/auth/session/refresh";
    // The sign-out's own refresh was prepared, and not needed.
    assert_eq!(
        *seen.borrow(),
        ["/api/session/data", refresh, "/api/session/data", "/auth/signout", refresh]
    );
    assert_eq!(statuses.borrow().len(), 4);
    assert_eq!(fake.server.paths().len(), 4);
    for request in &*fake.server.requests.borrow() {
        assert_eq!(request.header("x-page"), Some("1"), "{}", request.url);
    }
}

#[test]
fn dropping_the_handle_removes_them() {
    let fake = Fake::signed_in();
    let calls = Rc::new(Cell::new(0));
    let (first, second) = (Rc::clone(&calls), Rc::clone(&calls));
    let interceptors = fake.api.interceptors();
    let before = interceptors.add_request(async move |_| first.set(first.get() + 1));
    let after = interceptors.add_response(async move |_| second.set(second.get() + 10));
    fake.run(fake.api.to(GetSessionData).send()).expect("a response");
    assert_eq!(calls.get(), 11);
    drop(before);
    fake.run(fake.api.to(GetSessionData).send()).expect("a response");
    assert_eq!(calls.get(), 21);
    drop(after);
    fake.run(fake.api.to(GetSessionData).send()).expect("a response");
    assert_eq!(calls.get(), 21);
}

/// Is the lock free at the beginning of each closure, and still after it has waited?
#[test]
fn none_of_them_runs_while_the_lock_is_held() {
    let fake = Fake::expired();
    let runs = Rc::new(Cell::new(0));
    let look = {
        let (lock, runtime, runs) = (Rc::clone(&fake.lock), fake.runtime.clone(), Rc::clone(&runs));
        async move || {
            assert!(lock.acquire().now_or_never().is_some());
            runtime.sleep(100).await;
            assert!(lock.acquire().now_or_never().is_some());
            runs.set(runs.get() + 1);
        }
    };
    let look = Rc::new(look);
    let (before, after) = (Rc::clone(&look), look);
    fake.api.interceptors().add_request(async move |_| before().await).keep();
    fake.api.interceptors().add_response(async move |_| after().await).keep();
    fake.run(fake.session.attempt_refreshing_session()).expect("new tokens");
    while fake.runtime.advance() {}
    assert_eq!(runs.get(), 2);
    fake.server.accepts.set(false);
    fake.run(fake.session.sign_out(SignOutOptions::default())).expect("signed out");
    while fake.runtime.advance() {}
    assert_eq!(runs.get(), 7, "two requests, and the responses 401, 200 and 200");
}

#[test]
fn one_that_never_ends_ends_its_call_and_stops_nobody_elses() {
    let fake = Fake::signed_in();
    let stuck = fake.api.interceptors().add_request(async |_| pending().await);
    let response = fake.run(fake.api.to(GetSessionData).send());
    assert_eq!(response, Err(ApiError::TimedOut));
    assert_eq!(fake.runtime.now(), 15_000);
    let signed_out = fake.run(fake.session.sign_out(SignOutOptions::default()));
    assert_eq!(signed_out, Err(ApiError::TimedOut));
    assert!(fake.lock.acquire().now_or_never().is_some(), "the lock is free");
    drop(stuck);
    fake.run(fake.session.sign_out(SignOutOptions::default())).expect("signed out");
}

#[test]
fn one_that_calls_the_api_itself_gets_its_response() {
    let fake = Fake::expired();
    let (api, inside) = (fake.api.clone(), Rc::new(Cell::new(false)));
    let observe = fake.api.interceptors().add_response(async move |_| {
        if !inside.replace(true) {
            api.to(GetSessionData).send().await.expect("a response");
        }
    });
    fake.run(fake.session.attempt_refreshing_session()).expect("new tokens");
    fake.runtime.run_until_stalled();
    assert_eq!(fake.server.paths(), ["/auth/session/refresh", "/api/session/data"]);
    drop(observe);
}

#[test]
fn a_session_that_changes_while_one_runs_gets_no_call_of_the_session_before() {
    let fake = Fake::signed_in();
    let (session, calls) = (fake.session.clone(), Rc::new(Cell::new(0)));
    let credentials = Credentials {
        email: "bob@example.com".to_owned(),
        password: "correct horse".to_owned(),
        ..Credentials::default()
    };
    let slow = fake.api.interceptors().add_request(async move |_| {
        if calls.replace(1) == 0 {
            session.sign_up(&credentials).await.expect("signed up");
        }
    });
    let response = fake.run(fake.api.to(GetSessionData).send());
    assert_eq!(response, Err(ApiError::SessionChanged));
    assert_eq!(fake.server.paths(), ["/auth/signup"]);
    drop(slow);
}

#[test]
fn a_refresh_waits_for_them_no_longer_than_for_a_response() {
    let fake = Fake::expired();
    fake.server.refresh_route.set(RefreshRoute::Works);
    let stuck = fake.api.interceptors().add_request(async |_| pending().await);
    let session = fake.session.clone();
    let refresh = fake.start(async move { session.attempt_refreshing_session().await });
    assert!(fake.runtime.advance());
    assert_eq!((fake.runtime.now(), fake.server.refreshes()), (6_000, 0));
    drop(stuck);
    assert_eq!(fake.run(refresh), Ok(true));
    assert_eq!(*fake.server.refresh_times.borrow(), [6_500]);
}
