//! The thin adapters between the session client and the browser, in a real browser: what is behind
//! them is tested natively, beside the code.
//!
//! `cargo xtask test --only wasm` runs these. There is nothing of them outside a browser.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::expect_used, reason = "what fails here fails its test")]

mod cookie_store;
mod fetch;
mod page_events;
mod session_pages;
mod web_lock;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
