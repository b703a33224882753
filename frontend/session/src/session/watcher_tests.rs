//! What a page shows, and what tabs tell each other.

use std::cell::RefCell;
use std::rc::Rc;

use shared::names::client_cookie as cookie;
use shared::{ErrorType, Timestamp};

use super::session_view::SessionView;
use super::sign_out::SignOutOptions;
use super::watcher::Watcher;
use crate::memory::{SessionState, SignOutReason};
use crate::platform::CookieStorage;
use crate::tests::fake::Fake;
use crate::tests::fake_server::{RefreshRoute, front_token};

type Shown = Rc<RefCell<Vec<SessionView>>>;

/// A page on `fake`, and what it has shown.
fn watch(fake: &Fake) -> (Rc<Watcher>, Shown) {
    let shown = Shown::default();
    let views = Rc::clone(&shown);
    let watcher = Watcher::start(fake.session.clone(), move |view| views.borrow_mut().push(view));
    fake.runtime.run_until_stalled();
    (watcher, shown)
}

fn last(shown: &Shown) -> SessionState {
    shown.borrow().last().expect("something was shown").state.clone()
}

fn signed_out(reason: SignOutReason) -> SessionState {
    SessionState::SignedOut(reason)
}

#[test]
fn another_tabs_sign_out_is_shown_with_its_reason() {
    for (word, expected) in [
        ("changed", SignOutReason::SignedOutElsewhere),
        ("signed-out", SignOutReason::SignedOutElsewhere),
        ("expired", SignOutReason::Expired),
        ("theft", SignOutReason::Theft),
        ("a word of a later version", SignOutReason::SignedOutElsewhere),
    ] {
        let fake = Fake::signed_in();
        let (watcher, shown) = watch(&fake);
        assert!(last(&shown).info().is_some());
        fake.store.remove(cookie::FRONT_TOKEN);
        watcher.hear(word);
        assert_eq!(last(&shown), signed_out(expected), "{word}");
        assert!(fake.server.paths().is_empty(), "news are no reason to ask the server");
    }
}

#[test]
fn what_two_tabs_tell_each_other_is_the_same_reason() {
    let (ada, other) = (Fake::expired(), Fake::signed_in());
    let ((watcher, shown), (other_watcher, other_shown)) = (watch(&ada), watch(&other));
    let events = ada.record_events();
    ada.reject_once(ErrorType::TokenTheftDetected);
    ada.run(ada.session.attempt_refreshing_session()).expect("an outcome");
    let words: Vec<_> = events.borrow().iter().map(|event| watcher.after(event)).collect();
    assert_eq!(words, ["theft"]);
    assert_eq!(last(&shown), signed_out(SignOutReason::Theft));
    other.store.remove(cookie::FRONT_TOKEN);
    other_watcher.hear(words[0]);
    assert_eq!(last(&other_shown), signed_out(SignOutReason::Theft));
}

#[test]
fn a_sign_out_and_a_refresh_are_told_by_their_words() {
    let fake = Fake::signed_in();
    let (watcher, _) = watch(&fake);
    let events = fake.record_events();
    fake.run(fake.session.attempt_refreshing_session()).expect("new tokens");
    fake.run(fake.session.sign_out(SignOutOptions::default())).expect("signed out");
    let words: Vec<_> = events.borrow().iter().map(|event| watcher.after(event)).collect();
    assert_eq!(words, ["changed", "changed", "signed-out"]);
}

#[test]
fn a_visible_page_renews_its_token_and_goes_on_doing_so() {
    let fake = Fake::signed_in();
    fake.now.set(Timestamp::from_secs(3_000));
    let (_watcher, shown) = watch(&fake);
    assert_eq!(fake.server.refreshes(), 0);
    // The two clocks of the test: timers move the one, and the other follows by hand.
    fake.now.set(Timestamp::from_secs(3_421));
    assert!(fake.runtime.advance());
    let slept = fake.runtime.now();
    // The clock ticks at each look.
    assert!((419_900..=420_001).contains(&slept), "until 180 s before the end: {slept}");
    assert_eq!(fake.server.refreshes(), 1);
    assert_eq!(fake.stored_front_token(), front_token(1));
    assert!(last(&shown).info().is_some());
}

#[test]
fn a_hidden_page_renews_nothing_until_somebody_looks_at_it() {
    let fake = Fake::signed_in();
    fake.now.set(Timestamp::from_secs(3_000));
    let (watcher, _) = watch(&fake);
    fake.runtime.set_visible(false);
    fake.now.set(Timestamp::from_secs(4_000));
    while fake.runtime.advance() {}
    assert_eq!(fake.server.refreshes(), 0);
    fake.runtime.set_visible(true);
    watcher.check();
    fake.runtime.run_until_stalled();
    assert_eq!(fake.server.refreshes(), 1);
}

#[test]
fn a_page_that_is_gone_renews_nothing() {
    let fake = Fake::signed_in();
    let (watcher, _) = watch(&fake);
    fake.now.set(Timestamp::from_secs(3_500));
    drop(watcher);
    while fake.runtime.advance() {}
    assert_eq!(fake.server.refreshes(), 0);
}

#[test]
fn a_first_visit_to_a_server_that_is_away_is_unreachable_and_then_nobody() {
    let fake = Fake::first_visit();
    fake.server.refresh_route.set(RefreshRoute::Silent);
    let (_watcher, shown) = watch(&fake);
    assert!(shown.borrow().last().expect("a view").unreachable);
    fake.server.refresh_route.set(RefreshRoute::Status(401));
    assert!(fake.runtime.advance());
    assert_eq!(last(&shown), signed_out(SignOutReason::Never));
    assert!(!shown.borrow().last().expect("a view").unreachable);
}
