//! The lock that all tabs share.

use futures_util::FutureExt;
use gloo_utils::window;
use js_sys::{Array, Function, Promise, Reflect};
use session_client::platform::{SessionLock, WebLock};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

/// How many hold the lock and how many wait for it. The browser answers after all that was asked
/// of it before.
async fn holders_and_waiters() -> (u32, u32) {
    let manager = get(&window().navigator(), "locks");
    let query: Function = get(&manager, "query").unchecked_into();
    let answer: Promise = query.call0(&manager).expect("a promise").unchecked_into();
    let answer = JsFuture::from(answer).await.expect("an answer");
    let count = |list: &str| Array::from(&get(&answer, list)).length();
    (count("held"), count("pending"))
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("an object")
}

/// One story, because tests of one page would share the lock.
#[wasm_bindgen_test]
async fn one_holds_the_lock_and_the_others_wait() {
    let first = WebLock::default().acquire().await.expect("it is free");
    assert_eq!(holders_and_waiters().await, (1, 0));

    let mut second = WebLock::default().acquire();
    assert!(second.as_mut().now_or_never().is_none());
    assert_eq!(holders_and_waiters().await, (1, 1));
    drop(first);
    let second = second.await.expect("it is free again");
    assert_eq!(holders_and_waiters().await, (1, 0));

    // A caller who stops waiting leaves the queue, and does not get the lock later, for ever.
    let mut impatient = WebLock::default().acquire();
    assert!(impatient.as_mut().now_or_never().is_none());
    assert_eq!(holders_and_waiters().await, (1, 1));
    drop(impatient);
    assert_eq!(holders_and_waiters().await, (1, 0));
    drop(second);
    let _third = WebLock::default().acquire().await.expect("it is free again");
    assert_eq!(holders_and_waiters().await, (1, 0));
}
