//! The engine's SQL. One text for SQLite and Postgres.
//!
//! Reads take [`Db`], writes take [`Tx`]. Times are bound from the application's clock. Nothing
//! here decides anything about sessions.

pub mod ended;
mod live;
pub mod purge;
pub mod session_limit;
pub mod session_pages;
pub mod sessions;
pub mod signing_keys;
mod stored_duration;
pub mod user_sessions;

pub use db::{Db, DbError, Result, Tx, budget, is_exposed};
pub use live::LiveFilter;
pub use stored_duration::StoredDuration;
