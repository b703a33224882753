//! All SQL. One text for SQLite and Postgres; see docs/decisions/0002-one-sql-text.md.
//!
//! Reads take [`Db`], writes take [`Tx`], which only [`Db::write`] hands out. Times are bound from
//! the application's clock. Nothing here decides anything about sessions or users.

pub mod budget;
pub mod comments;
mod connect;
mod db;
mod error;
mod live;
mod migrate;
pub mod own_sessions;
mod pool;
mod private_file;
pub mod purge;
pub mod session_limit;
pub mod sessions;
pub mod signing_keys;
pub mod tenants;
pub mod user_sessions;
pub mod users;

pub use connect::{ConnectError, sqlite_file};
pub use db::{Db, Tx};
pub use error::StoreError;
pub use live::Live;
pub use private_file::is_exposed;

/// What a store function returns.
pub type Result<T> = std::result::Result<T, StoreError>;
