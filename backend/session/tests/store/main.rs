//! The engine's SQL: one battery of tests, both engines. What one database takes, refuses or returns,
//! the other must.

mod purge;
mod rekeyed_session;
mod session_payload;
mod sessions;
mod signing_keys;
mod unknown_outcomes;
mod user_sessions;
