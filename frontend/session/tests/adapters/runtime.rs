//! What the client knows of the page.

use session_client::platform::{BrowserRuntime, Runtime};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_page_in_front_is_visible_and_online() {
    assert!(BrowserRuntime.is_visible());
    assert!(BrowserRuntime.is_online());
    assert!(BrowserRuntime.page_origin().is_some_and(|origin| origin.starts_with("http://")));
}
