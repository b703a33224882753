use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use serde_json::json;
use shared::names::client_cookie as cookie;
use shared::{FrontToken, Timestamp};

use super::{
    LocalState, ResponseFacts, SessionEvent, SessionHeaders, SessionMemory, SignOutReason,
};
use crate::platform::{CookieStorage, Lifetime, MemoryStorage};

/// A memory on a store and a clock that the test holds too.
struct Fixture {
    memory: SessionMemory,
    store: Rc<MemoryStorage>,
    now: Rc<Cell<Timestamp>>,
}

const START: Timestamp = Timestamp::from_secs(1_800_000_000);
const HOUR: Duration = Duration::from_secs(3_600);
const UNAUTHORISED: ResponseFacts =
    ResponseFacts { unauthorised: true, error_type: None, signing_out: false, time_was_up: false };

fn fixture() -> Fixture {
    let store = Rc::new(MemoryStorage::default());
    let now = Rc::new(Cell::new(START));
    let clock = Rc::clone(&now);
    Fixture {
        memory: SessionMemory::new(
            Rc::clone(&store) as Rc<dyn CookieStorage>,
            Rc::new(move || clock.get()),
        ),
        store,
        now,
    }
}

/// A front token issued at `at` for an hour.
fn front_token(at: Timestamp) -> String {
    let json = json!({"iat": at.as_secs(), "tId": "acme", "sessionHandle": "h1"});
    let serde_json::Value::Object(up) = json else { panic!("an object") };
    FrontToken { uid: "u1".parse().expect("a valid id"), ate: at + HOUR, up }.encode()
}

fn signed_in(at: Timestamp) -> SessionHeaders {
    SessionHeaders { front_token: Some(front_token(at)), ..SessionHeaders::default() }
}

#[test]
fn a_first_visit_may_have_a_session() {
    assert_eq!(fixture().memory.local_state(), LocalState::MayExist);
}

#[test]
fn a_front_token_without_a_date_may_be_stale() {
    let f = fixture();
    f.store.set(cookie::FRONT_TOKEN, &front_token(START), Lifetime::Forever);
    assert_eq!(f.memory.local_state(), LocalState::MayExist);
}

#[test]
fn an_unreadable_front_token_settles_nothing() {
    let f = fixture();
    f.memory.apply_headers(&signed_in(START), ResponseFacts::default());
    f.store.set(cookie::FRONT_TOKEN, "garbage", Lifetime::Forever);
    assert_eq!(f.memory.local_state(), LocalState::MayExist);
}

#[test]
fn a_front_token_makes_a_session() {
    let f = fixture();
    let event = f.memory.apply_headers(&signed_in(START), ResponseFacts::default());
    assert!(matches!(event, Some(SessionEvent::SessionCreated { .. })), "{event:?}");
    assert_eq!(f.memory.local_state(), LocalState::Exists);
    let session = f.memory.session().expect("a session");
    assert_eq!(session.user_id.as_str(), "u1");
    assert_eq!(session.tenant_id.as_str(), "acme");
    assert_eq!(session.session_handle.as_str(), "h1");
    assert_eq!(session.access_token_expiry, START + HOUR);
}

#[test]
fn remove_leaves_the_date_and_nothing_else() {
    let f = fixture();
    let headers = SessionHeaders {
        anti_csrf: Some("a".to_owned()),
        access_token: Some("t".to_owned()),
        refresh_token: Some("r".to_owned()),
        ..signed_in(START)
    };
    f.memory.apply_headers(&headers, ResponseFacts::default());
    assert_eq!(f.memory.anti_csrf().as_deref(), Some("a"));
    assert_eq!(f.memory.refresh_token().as_deref(), Some("r"));

    let session = f.memory.session().map(Rc::new);
    let event = f.memory.apply_headers(&SessionHeaders::removed(), ResponseFacts::default());
    let reason = SignOutReason::SignedOut;
    assert_eq!(event, Some(SessionEvent::SignOut { session, reason }));
    assert_eq!(f.memory.local_state(), LocalState::NotExists);
    assert_eq!(f.store.names(), [cookie::LAST_ACCESS_TOKEN_UPDATE]);
}

#[test]
fn the_date_is_written_with_each_front_token_and_with_remove() {
    let f = fixture();
    let date = || f.store.get(cookie::LAST_ACCESS_TOKEN_UPDATE);
    for headers in [signed_in(START), signed_in(START), SessionHeaders::removed()] {
        f.now.set(f.now.get() + Duration::from_millis(1));
        f.memory.apply_headers(&headers, ResponseFacts::default());
        assert_eq!(date(), Some(f.now.get().as_millis().to_string()));
    }
    let last = date();
    f.now.set(f.now.get() + Duration::from_millis(1));
    f.memory.apply_headers(&SessionHeaders::default(), ResponseFacts::default());
    assert_eq!(date(), last, "this response said nothing of the session");
}

#[test]
fn the_cookie_of_old_clients_goes_with_each_update() {
    for headers in [signed_in(START), SessionHeaders::removed()] {
        let f = fixture();
        f.store.set("sIRTFrontend", "old", Lifetime::Forever);
        f.memory.apply_headers(&headers, ResponseFacts::default());
        assert_eq!(f.store.get("sIRTFrontend"), None);
    }
}

/// Notes for how long each name is kept.
#[derive(Default)]
struct Lifetimes(RefCell<BTreeMap<String, Lifetime>>);

impl CookieStorage for Lifetimes {
    fn all(&self, _name: &str) -> Vec<String> {
        Vec::new()
    }

    fn set(&self, name: &str, _value: &str, lifetime: Lifetime) {
        self.0.borrow_mut().insert(name.to_owned(), lifetime);
    }

    fn remove(&self, _name: &str) {}
}

#[test]
fn everything_is_kept_under_the_name_and_for_the_life_that_other_clients_give_it() {
    let store = Rc::new(Lifetimes::default());
    let memory = SessionMemory::new(Rc::clone(&store) as Rc<dyn CookieStorage>, Rc::new(|| START));
    let all = SessionHeaders {
        anti_csrf: Some("a".to_owned()),
        access_token: Some("t".to_owned()),
        refresh_token: Some("r".to_owned()),
        ..signed_in(START)
    };
    memory.apply_headers(&all, ResponseFacts::default());
    let expected = [
        ("sAntiCsrf", Lifetime::Forever),
        ("sFrontToken", Lifetime::Forever),
        ("st-access-token", Lifetime::HeaderToken),
        ("st-last-access-token-update", Lifetime::Forever),
        ("st-refresh-token", Lifetime::HeaderToken),
    ];
    let expected = expected.map(|(name, lifetime)| (name.to_owned(), lifetime));
    assert_eq!(store.0.take(), BTreeMap::from(expected));
}

#[test]
fn remove_with_a_401_is_an_expired_session() {
    let f = fixture();
    f.memory.apply_headers(&signed_in(START), ResponseFacts::default());
    let session = f.memory.session().map(Rc::new);
    let event = f.memory.apply_headers(&SessionHeaders::removed(), UNAUTHORISED);
    let reason = SignOutReason::Revoked;
    let expected = SessionEvent::Unauthorised { session_expired_or_revoked: true, session, reason };
    assert_eq!(event, Some(expected));
}

#[test]
fn an_empty_access_token_header_clears_that_token_only() {
    let f = fixture();
    let both = SessionHeaders {
        access_token: Some("t".to_owned()),
        refresh_token: Some("r".to_owned()),
        ..SessionHeaders::default()
    };
    f.memory.apply_headers(&both, ResponseFacts::default());
    let cleared = SessionHeaders { access_token: Some(String::new()), ..SessionHeaders::default() };
    f.memory.apply_headers(&cleared, ResponseFacts::default());
    assert_eq!(f.memory.access_token(), None);
    assert_eq!(f.memory.refresh_token().as_deref(), Some("r"));
}

#[test]
fn replies_without_session_headers_change_nothing() {
    let f = fixture();
    f.memory.apply_headers(&signed_in(START), ResponseFacts::default());
    let before = f.memory.snapshot();
    f.now.set(START + Duration::from_secs(5));
    assert_eq!(f.memory.apply_headers(&SessionHeaders::default(), ResponseFacts::default()), None);
    assert_eq!(f.memory.apply_headers(&SessionHeaders::default(), UNAUTHORISED), None);
    assert_eq!(f.memory.snapshot(), before);
}

#[test]
fn a_changed_payload_is_told() {
    let f = fixture();
    f.memory.apply_headers(&signed_in(START), ResponseFacts::default());
    assert_eq!(f.memory.apply_headers(&signed_in(START), ResponseFacts::default()), None);
    let later = signed_in(START + Duration::from_secs(60));
    let event = f.memory.apply_headers(&later, ResponseFacts::default());
    assert!(matches!(event, Some(SessionEvent::AccessTokenPayloadUpdated { .. })), "{event:?}");
}

#[test]
fn expiry_follows_the_servers_clock() {
    let f = fixture();
    // The server is two hours ahead of this computer.
    let server = START + 2 * HOUR;
    f.memory.apply_headers(&signed_in(server), ResponseFacts::default());
    assert_eq!(f.memory.server_now(), server);
    assert!(!f.memory.is_expired());
    f.now.set(START + HOUR);
    assert!(f.memory.is_expired());
}

#[test]
fn a_few_seconds_of_latency_are_not_skew() {
    let f = fixture();
    f.memory.apply_headers(&signed_in(START - Duration::from_secs(5)), ResponseFacts::default());
    assert_eq!(f.memory.server_now(), START);
}
