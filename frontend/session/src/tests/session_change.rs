//! A call belongs to the session it began with, whatever happens to the browser's cookies meanwhile.

use futures_util::future::join;
use shared::GetSessionData;
use shared::names::client_cookie as cookie;

use super::fake::Fake;
use super::fake_server::{RefreshRoute, front_token, front_token_of};
use super::test_runtime::yield_now;
use crate::client::ApiError;
use crate::memory::{LocalState, SessionState};
use crate::platform::{HttpRequest, HttpResponse, NoResponse};
use crate::session::{Credentials, SignOutOptions};

/// What another tab leaves behind after Bob has signed in there.
fn bob_signs_in_elsewhere(fake: &Fake) {
    fake.remember(&[
        (cookie::LAST_ACCESS_TOKEN_UPDATE, "9"),
        (cookie::FRONT_TOKEN, &front_token_of("bob", "h2", 9)),
        (cookie::ACCESS_TOKEN, "bobs"),
    ]);
    fake.server.accepts.set(true);
}

fn bob_signs_up(fake: &Fake) {
    let credentials = Credentials {
        email: "bob@example.com".to_owned(),
        password: "correct horse".to_owned(),
        ..Credentials::default()
    };
    fake.run(fake.session.sign_up(&credentials)).expect("signed up");
}

/// Runs `work`, and lets Bob sign in elsewhere while its first request is on its way.
fn with_bob_in_between<T>(fake: &Fake, work: impl Future<Output = T>) -> T {
    let in_between = async {
        while fake.server.paths().is_empty() {
            yield_now().await;
        }
        bob_signs_in_elsewhere(fake);
    };
    fake.run(join(work, in_between)).0
}

#[test]
fn a_late_401_is_not_sent_again_as_another_user() {
    let fake = Fake::expired();
    let response = with_bob_in_between(&fake, fake.api.to(GetSessionData).send());
    assert_eq!(response.expect_err("given up"), ApiError::SessionChanged);
    assert_eq!(fake.server.paths(), ["/api/session/data"]);
    assert_eq!(fake.session.get_user_id().expect("Bob").as_str(), "bob");
}

#[test]
fn a_late_refresh_changes_nothing_of_another_session() {
    for route in [RefreshRoute::Works, RefreshRoute::Status(401)] {
        let fake = Fake::expired();
        fake.server.refresh_route.set(route);
        let told = fake.count_events();
        let outcome = with_bob_in_between(&fake, fake.session.attempt_refreshing_session());
        assert_eq!(outcome, Err(ApiError::SessionChanged), "{route:?}");
        assert_eq!(fake.session.get_user_id().expect("Bob").as_str(), "bob", "{route:?}");
        assert_eq!(fake.api.memory().access_token().as_deref(), Some("bobs"), "{route:?}");
        assert_eq!(told.get(), 0, "{route:?}");
    }
}

#[test]
fn a_refresh_of_the_session_before_is_not_joined() {
    let fake = Fake::expired();
    fake.server.refresh_route.set(RefreshRoute::Silent);
    let session = fake.session.clone();
    let adas = fake.start(async move { session.attempt_refreshing_session().await });
    // While that waits for its next try, Bob signs in, and his access token expires.
    bob_signs_in_elsewhere(&fake);
    fake.server.accepts.set(false);
    let held = fake.server.hold("/auth/session/refresh");
    let api = fake.api.clone();
    let bobs = fake.start(async move { api.to(GetSessionData).send().await });
    fake.server.accepts.set(true);
    let token = ("front-token".to_owned(), front_token_of("bob", "h2", 10));
    held.response(Ok(HttpResponse { status: 200, headers: vec![token], body: "{}".to_owned() }));
    fake.run(bobs).expect("a response");
    assert_eq!(fake.run(adas), Err(ApiError::SessionChanged));
    assert_eq!(fake.session.get_user_id().expect("Bob").as_str(), "bob");
}

#[test]
fn a_late_answer_is_not_given_to_the_page_of_another_session() {
    let fake = Fake::signed_in();
    let response = with_bob_in_between(&fake, fake.api.to(GetSessionData).send());
    assert_eq!(response.expect_err("given up"), ApiError::SessionChanged);
}

#[test]
fn cookies_of_another_session_than_the_remembered_one_are_found_out() {
    let fake = Fake::signed_in();
    fake.remember(&[(cookie::FRONT_TOKEN, &front_token_of("bob", "h2", 0))]);
    // The browser's cookies are h1's, whatever the front token says.
    let outcome = fake.run(fake.session.attempt_refreshing_session());
    assert_eq!(outcome, Err(ApiError::SessionChanged));
    assert_eq!(fake.session.state(), SessionState::Loading);
    assert!(fake.run(fake.session.does_session_exist()));
    assert_eq!(fake.session.get_user_id().expect("a session").as_str(), "u1");
}

#[test]
fn a_page_of_one_session_does_not_act_as_another() {
    let fake = Fake::signed_in();
    let own = fake.session.state().info().expect("a session").session_handle.clone();
    let api = fake.api.for_session(own);
    assert!(fake.run(api.to(GetSessionData).send()).is_ok());
    bob_signs_in_elsewhere(&fake);
    let response = fake.run(api.to(GetSessionData).send());
    assert_eq!(response.expect_err("given up"), ApiError::SessionChanged);
    fake.api.memory().forget();
    let response = fake.run(api.to(GetSessionData).send());
    assert_eq!(response.expect_err("given up"), ApiError::NotSignedIn);
    assert_eq!(fake.server.paths().len(), 1);
}

/// Sends a request whose response is late, lets `replace` replace the session, and tells whether the
/// request was aborted, and what came of the call.
fn late_call(fake: &Fake, replace: impl FnOnce(&Fake)) -> (bool, Result<HttpResponse, ApiError>) {
    let held = fake.server.hold("/api/merge");
    let (api, request) = (fake.api.clone(), HttpRequest::new(shared::Method::Post, "/api/merge"));
    let call = fake.start(async move { api.send(request).await });
    replace(fake);
    fake.runtime.run_until_stalled();
    let aborted = held.response(Err(NoResponse));
    (aborted, fake.run(call))
}

#[test]
fn what_is_on_its_way_is_aborted_when_the_session_is_replaced() {
    for (replace, state) in [
        (bob_signs_up as fn(&Fake), LocalState::Exists),
        (
            |fake| fake.run(fake.session.sign_out(SignOutOptions::default())).expect("signed out"),
            LocalState::NotExists,
        ),
        (
            |fake| {
                fake.run(fake.session.change_password("old", "new")).expect("changed");
            },
            LocalState::Exists,
        ),
        (
            |fake| {
                fake.run(fake.session.confirm_password("old")).expect("confirmed");
            },
            LocalState::Exists,
        ),
    ] {
        let fake = Fake::signed_in();
        let (aborted, result) = late_call(&fake, replace);
        assert!(aborted, "its cookies would be stored over the new ones");
        assert_eq!(result, Err(ApiError::SessionChanged));
        assert_eq!(fake.api.memory().local_state(), state);
    }
}

#[test]
fn news_of_another_session_abort_what_is_on_its_way() {
    let fake = Fake::signed_in();
    let (aborted, _) = late_call(&fake, |fake| fake.api.abort_calls_of_other_sessions());
    assert!(!aborted, "it is still its session");
    let (aborted, _) = late_call(&fake, |fake| {
        bob_signs_in_elsewhere(fake);
        fake.api.abort_calls_of_other_sessions();
    });
    assert!(aborted);
}

#[test]
fn calls_wait_while_the_session_is_replaced() {
    let fake = Fake::signed_in();
    let held = fake.server.hold("/auth/signup");
    let session = fake.session.clone();
    let signing_up = fake.start(async move {
        let credentials = Credentials {
            email: "bob@example.com".to_owned(),
            password: "correct horse".to_owned(),
            ..Credentials::default()
        };
        session.sign_up(&credentials).await
    });
    let api = fake.api.clone();
    let call = fake.start(async move { api.to(GetSessionData).send().await });
    fake.runtime.run_until_stalled();
    assert_eq!(fake.server.paths(), ["/auth/signup"]);
    held.respond_as_usual();
    fake.run(signing_up).expect("signed up");
    fake.run(call).expect("a response, as Bob");
    assert_eq!(fake.server.paths(), ["/auth/signup", "/api/session/data"]);
}

#[test]
fn new_tokens_of_a_changed_password_are_kept() {
    let fake = Fake::signed_in();
    let before = fake.session.state();
    fake.run(fake.session.change_password("old", "new")).expect("changed");
    assert_ne!(fake.session.state(), before);
    assert_eq!(fake.stored_front_token(), front_token(1));
    // An access token that has expired meanwhile is refreshed under the same lock.
    fake.server.accepts.set(false);
    fake.run(fake.session.confirm_password("new")).expect("confirmed");
    assert_eq!(fake.server.refreshes(), 1);
}

#[test]
fn a_front_token_that_this_tab_was_not_sent_is_asked_about_before_it_hides_the_form() {
    // Planted: the server knows of no session.
    let fake = Fake::expired();
    fake.server.refresh_route.set(RefreshRoute::Status(401));
    assert!(!fake.run(fake.session.confirm()));
    assert!(fake.session.state().is_signed_out());

    // After a reload: the server knows it.
    let fake = Fake::signed_in();
    assert!(fake.run(fake.session.confirm()));
    assert_eq!(fake.server.paths(), ["/getSession"]);

    // After a sign-in here.
    let fake = Fake::first_visit();
    bob_signs_up(&fake);
    assert!(fake.run(fake.session.confirm()));
    assert_eq!(fake.server.paths(), ["/auth/signup"]);

    // With the server away the cookie counts.
    let fake = Fake::expired();
    fake.server.refresh_route.set(RefreshRoute::Silent);
    assert!(fake.run(fake.session.confirm()));
}
