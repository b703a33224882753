//! The browser's implementations of `platform`, in a real browser: what is behind
//! them is tested natively, beside the code.
//!
//! `cargo xtask test --only wasm` runs these. There is nothing of them outside a browser.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::expect_used, reason = "what fails here fails its test")]

mod api_domain;
mod document_cookies;
mod fetch;
mod page_events;
mod runtime;
mod web_lock;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
