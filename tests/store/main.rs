//! The store: one battery of tests, both engines. What one database takes, refuses or returns, the
//! other must.

mod commands;
mod comments;
mod connect;
mod outage;
mod plans;
mod purge;
mod rekeyed_session;
mod rows;
mod session_payload;
mod sessions;
mod signing_keys;
mod sqlite_file;
mod transactions;
mod unknown_outcomes;
mod user_sessions;
mod users;
