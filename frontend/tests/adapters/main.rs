//! What only a browser can show of the page's own components, in a real browser.
//!
//! `cargo xtask test --only wasm` runs these. There is nothing of them outside a browser.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::expect_used, reason = "what fails here fails its test")]

mod fetches;
mod mutation;
mod query;
mod session_pages;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
