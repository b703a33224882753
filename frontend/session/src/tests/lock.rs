//! The session lock: no tab waits long for a frozen one, and nothing of the user's runs inside.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::FutureExt;
use shared::GetSessionData;

use super::fake::Fake;
use super::fake_server::RefreshRoute;
use crate::memory::SessionEvent;
use crate::platform::SessionLock;
use crate::session::SignOutOptions;

#[test]
fn a_tab_that_never_gives_the_lock_back_delays_the_others_by_four_seconds() {
    let fake = Fake::expired();
    let _frozen = fake.run(fake.lock.acquire()).expect("the lock");
    fake.run(fake.api.to(GetSessionData).send()).expect("a response");
    assert_eq!(*fake.server.refresh_times.borrow(), [4_000]);
    fake.run(fake.session.sign_out(SignOutOptions::default())).expect("signed out");
    assert_eq!(fake.runtime.now(), 8_000);
}

#[test]
fn a_lock_that_comes_in_time_is_waited_for() {
    let fake = Fake::expired();
    let frozen = fake.run(fake.lock.acquire()).expect("the lock");
    let session = fake.session.clone();
    let refresh = fake.start(async move { session.attempt_refreshing_session().await });
    assert_eq!(fake.server.refreshes(), 0);
    drop(frozen);
    assert_eq!(fake.run(refresh), Ok(true));
    assert_eq!(*fake.server.refresh_times.borrow(), [0]);
}

#[test]
fn a_dropped_caller_neither_stops_the_refresh_nor_keeps_the_lock() {
    let fake = Fake::expired();
    let held = fake.server.hold("/auth/session/refresh");
    let mut call = fake.api.to(GetSessionData).send().boxed_local();
    while fake.server.refresh_times.borrow().is_empty() {
        assert!(call.as_mut().now_or_never().is_none());
        fake.runtime.run_until_stalled();
    }
    drop(call);
    held.respond_as_usual();
    fake.runtime.run_until_stalled();
    assert!(fake.lock.acquire().now_or_never().is_some(), "the lock is free");
    assert_eq!(fake.stored_front_token(), super::fake_server::front_token(1));
    assert!(fake.server.accepts.get());
}

#[test]
fn a_dropped_sign_out_is_done_all_the_same() {
    let fake = Fake::signed_in();
    let mut sign_out = fake.session.sign_out(SignOutOptions::default()).boxed_local();
    assert!(sign_out.as_mut().now_or_never().is_none());
    drop(sign_out);
    fake.runtime.run_until_stalled();
    assert_eq!(fake.server.paths(), ["/auth/signout"]);
    assert!(fake.session.get_user_id().is_err());
    assert!(fake.lock.acquire().now_or_never().is_some(), "the lock is free");
}

/// Notes in the returned cell whether `lock` was ever taken when the user's code ran.
fn watch_lock(fake: &Fake) -> (Rc<Cell<bool>>, Rc<Cell<u32>>) {
    let (inside, calls) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(0)));
    let look = {
        let (lock, inside, calls) = (Rc::clone(&fake.lock), Rc::clone(&inside), Rc::clone(&calls));
        move || {
            calls.set(calls.get() + 1);
            if lock.acquire().now_or_never().is_none() {
                inside.set(true);
            }
        }
    };
    let (on_event, on_request, on_response) = (look.clone(), look.clone(), look);
    fake.api.connection().observers.events.add(move |_: SessionEvent| on_event());
    fake.api.interceptors().add_request(async move |_| on_request()).keep();
    fake.api.interceptors().add_response(async move |_| on_response()).keep();
    (inside, calls)
}

#[test]
fn nothing_of_the_users_runs_while_the_lock_is_held() {
    let fake = Fake::expired();
    let (inside, calls) = watch_lock(&fake);
    fake.run(fake.session.attempt_refreshing_session()).expect("new tokens");
    fake.runtime.run_until_stalled();
    assert_eq!(calls.get(), 4, "request, response, AccessTokenPayloadUpdated, RefreshSession");
    fake.server.accepts.set(false);
    fake.run(fake.session.sign_out(SignOutOptions::default())).expect("signed out");
    fake.runtime.run_until_stalled();
    assert_eq!(calls.get(), 12, "two requests, three responses, three events");
    assert!(!inside.get());
}

#[test]
fn the_lock_is_not_held_between_two_tries() {
    let fake = Fake::expired();
    fake.server.refresh_route.set(RefreshRoute::Silent);
    let session = fake.session.clone();
    let refresh = fake.start(async move { session.attempt_refreshing_session().await });
    assert_eq!(fake.server.refreshes(), 1);
    assert!(fake.lock.acquire().now_or_never().is_some(), "the lock is free");
    fake.server.refresh_route.set(RefreshRoute::Works);
    assert_eq!(fake.run(refresh), Ok(true));
}
