//! All SQL. One text for SQLite and Postgres; see docs/decisions/0002-one-sql-text.md.
//!
//! Reads take [`Db`], writes take [`Tx`], which only [`Db::write`] hands out. Times are bound from
//! the application's clock. Nothing here decides anything about sessions or users.

pub mod comments;
mod connect;
mod db;
mod live;
mod migrate;
pub mod own_sessions;
pub mod purge;
pub mod session_limit;
pub mod sessions;
pub mod signing_keys;
pub mod tenants;
pub mod user_sessions;
pub mod users;

pub use connect::{ConnectError, sqlite_file};
pub use db::{Db, Tx};
pub use live::Live;

/// The database did not do what it was asked.
///
/// It is never "no such session": a fault here is answered with 5xx and clears nothing.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The query failed or the database is away.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A row is not as it was when it was read; the transaction was rolled back.
    #[error("{0} was changed meanwhile")]
    Conflict(&'static str),
    /// A column holds what the application cannot have written.
    #[error("the database holds something unreadable in {column}: {reason}")]
    Unreadable {
        /// Table and column.
        column: &'static str,
        /// What the parser said.
        reason: String,
    },
}

/// What a store function returns.
pub type Result<T> = std::result::Result<T, StoreError>;
