//! News from other tabs and from the browser.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_utils::{document, window};
use js_sys::{Function, Promise};
use session_client::platform::PageEvents;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{BroadcastChannel, Event};

/// Counts, and tells when it was called.
fn counted() -> (Rc<Cell<u32>>, Promise, impl Fn() + Clone + 'static) {
    let mut resolve = None;
    let called = Promise::new(&mut |function, _| resolve = Some(function));
    let resolve: Function = resolve.expect("the executor runs at once");
    let count = Rc::new(Cell::new(0));
    let look = {
        let count = Rc::clone(&count);
        move || {
            count.set(count.get() + 1);
            resolve.call0(&JsValue::NULL).expect("resolving does not throw");
        }
    };
    (count, called, look)
}

#[wasm_bindgen_test]
fn coming_back_to_the_page_is_a_reason_to_look_until_it_is_dropped() {
    let (count, _, look) = counted();
    let (news, _, check_cookies) = counted();
    let events = PageEvents::listen(look, move |_| check_cookies());
    let come_back = || {
        for event in ["pageshow", "online"] {
            window().dispatch_event(&Event::new(event).expect("an event")).expect("dispatched");
        }
        let event = Event::new("visibilitychange").expect("an event");
        document().dispatch_event(&event).expect("dispatched");
    };
    come_back();
    assert_eq!(count.get(), 3);
    drop(events);
    come_back();
    assert_eq!(count.get(), 3);
    assert_eq!(news.get(), 0);
}

#[wasm_bindgen_test]
async fn tabs_tell_each_other() {
    let (count, told, check_cookies) = counted();
    let (asked, _, look) = counted();
    let other_tab = BroadcastChannel::new("session").expect("a channel");
    let word = Rc::new(RefCell::new(String::new()));
    let heard = Rc::clone(&word);
    let events = PageEvents::listen(look, move |word| {
        heard.replace(word.to_owned());
        check_cookies();
    });
    other_tab.post_message(&"expired".into()).expect("sent");
    JsFuture::from(told).await.expect("it was told");
    assert_eq!((count.get(), word.take().as_str()), (1, "expired"));

    let (_, other_told, other_look) = counted();
    let _listener = EventListener::new(&other_tab, "message", move |_| other_look());
    events.notify_other_tabs("changed");
    JsFuture::from(other_told).await.expect("the other tab was told");
    // A tab does not hear itself, and news are no reason to ask the server.
    assert_eq!((count.get(), asked.get()), (1, 0));
    other_tab.close();
}
