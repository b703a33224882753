//! Journeys of a person through the release, in a real browser.
//!
//! `cargo xtask test` builds what they need and runs them. Each has its own server, database and
//! browser; what they leave behind (logs, pictures) is in `tests/output/`.

mod account;
mod appearance;
mod endings;
mod harness;
mod keyboard;
mod person;
mod server;
mod session;
mod sign_in;
mod tenants;
mod two_terminals;
