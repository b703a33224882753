//! The remembered cookies in `document.cookie`.

use session_client::platform::{CookieStorage, DocumentCookies, Lifetime};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn what_is_set_is_there_until_it_is_removed() {
    let store = DocumentCookies::new(None);
    for (lifetime, value) in [(Lifetime::Forever, "eyJ9=="), (Lifetime::HeaderToken, "a.b-c_d")] {
        store.set("adapterTest", value, lifetime);
        assert_eq!(store.get("adapterTest").as_deref(), Some(value));
        // Another one reads the same cookies: another tab, or this one after a reload.
        assert_eq!(DocumentCookies::new(None).get("adapterTest").as_deref(), Some(value));
        store.remove("adapterTest");
        assert_eq!(store.get("adapterTest"), None);
    }
}

#[wasm_bindgen_test]
fn a_value_cannot_write_attributes() {
    let store = DocumentCookies::new(None);
    store.set("adapterAttributes", "x;domain=example.com", Lifetime::Forever);
    assert_eq!(store.get("adapterAttributes"), None);
}

#[wasm_bindgen_test]
fn a_cookie_that_the_browser_refuses_does_no_harm() {
    let store = DocumentCookies::new(Some(".somebody-else.example".to_owned()));
    store.set("adapterRefused", "x", Lifetime::Forever);
    assert_eq!(store.get("adapterRefused"), None);
}

#[wasm_bindgen_test]
fn a_domain_that_comes_later_counts_from_then_on() {
    let store = DocumentCookies::new(None);
    store.set("adapterLater", "1", Lifetime::Forever);
    store.use_domain(Some(".somebody-else.example"));
    store.set("adapterLater", "2", Lifetime::Forever);
    assert_eq!(store.get("adapterLater").as_deref(), Some("1"), "the browser refuses this domain");
    store.use_domain(None);
    store.remove("adapterLater");
    assert_eq!(store.get("adapterLater"), None);
}
