//! Front tokens that a sub-domain planted for the whole domain: the page sees them beside its own or
//! in their place, and cannot remove them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use shared::names::client_cookie as cookie;
use shared::{FrontToken, Timestamp};

use super::{LocalState, ResponseFacts, SessionEvent, SessionHeaders, SessionMemory};
use crate::platform::{Clock, CookieStorage, Lifetime, MemoryStorage};

/// A store with a front token that is always there.
#[derive(Default)]
struct Planted {
    own: MemoryStorage,
    planted: RefCell<Option<String>>,
}

impl CookieStorage for Planted {
    fn all(&self, name: &str) -> Vec<String> {
        let planted = self.planted.borrow().clone().filter(|_| name == cookie::FRONT_TOKEN);
        planted.into_iter().chain(self.own.all(name)).collect()
    }

    fn set(&self, name: &str, value: &str, lifetime: Lifetime) {
        self.own.set(name, value, lifetime);
    }

    fn remove(&self, name: &str) {
        self.own.remove(name);
    }
}

fn front_token(handle: &str) -> String {
    let json = serde_json::json!({"iat": 0, "sessionHandle": handle});
    let serde_json::Value::Object(up) = json else { panic!("an object") };
    FrontToken { uid: "u1".parse().expect("a valid id"), ate: Timestamp::from_secs(3_600), up }
        .encode()
}

/// A memory beside a planted front token. Its clock never stands still.
fn memory() -> (SessionMemory, Rc<Planted>) {
    let store = Rc::new(Planted::default());
    store.planted.replace(Some(front_token("planted")));
    let now = Cell::new(0);
    let clock: Clock = Rc::new(move || Timestamp::from_millis(now.replace(now.get() + 1)));
    (SessionMemory::new(Rc::clone(&store) as Rc<dyn CookieStorage>, clock), store)
}

fn signed_in(handle: &str) -> SessionHeaders {
    SessionHeaders { front_token: Some(front_token(handle)), ..SessionHeaders::default() }
}

#[test]
fn the_servers_no_counts_for_a_front_token_that_cannot_be_removed() {
    let (memory, _) = memory();
    assert_eq!(memory.local_state(), LocalState::MayExist, "asked once");
    memory.apply_headers(&SessionHeaders::removed(), ResponseFacts::default());
    assert_eq!(memory.local_state(), LocalState::NotExists, "and then the form is there");
    assert_eq!(memory.session(), None);
}

#[test]
fn of_two_front_tokens_the_one_that_the_server_sent_counts() {
    let (memory, store) = memory();
    let event = memory.apply_headers(&signed_in("own"), ResponseFacts::default());
    assert!(matches!(event, Some(SessionEvent::SessionCreated { .. })), "{event:?}");
    assert_eq!(memory.local_state(), LocalState::Exists);
    assert_eq!(memory.session().expect("a session").session_handle.as_str(), "own");
    assert!(memory.was_received());

    // After a reload, and after a refresh in another tab, only the server can tell which it is.
    let reloaded = SessionMemory::new(
        Rc::clone(&store) as Rc<dyn CookieStorage>,
        Rc::new(|| Timestamp::from_millis(9)),
    );
    assert_eq!(reloaded.local_state(), LocalState::MayExist);
    store.set(cookie::FRONT_TOKEN, &front_token("newer"), Lifetime::Forever);
    assert_eq!(memory.local_state(), LocalState::MayExist);
}

#[test]
fn a_front_token_that_the_server_did_not_send_is_known_as_such() {
    let (memory, store) = memory();
    store.set(cookie::LAST_ACCESS_TOKEN_UPDATE, "0", Lifetime::Forever);
    assert_eq!(memory.local_state(), LocalState::Exists, "nothing speaks against it");
    assert!(!memory.was_received());
}

#[test]
fn signing_out_ends_with_what_was_planted_ignored() {
    let (memory, _) = memory();
    memory.apply_headers(&signed_in("own"), ResponseFacts::default());
    memory.apply_headers(&SessionHeaders::removed(), ResponseFacts::default());
    assert_eq!(memory.local_state(), LocalState::NotExists);
    // The next sign-in is as good as the first.
    memory.apply_headers(&signed_in("next"), ResponseFacts::default());
    assert_eq!(memory.session().expect("a session").session_handle.as_str(), "next");
}
