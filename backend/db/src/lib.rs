//! One database handle for SQLite and Postgres.
//!
//! [`Db`] opens the database and migrates it. Reads take [`Db`]; writes take [`Tx`], which only
//! [`Db::write`] hands out, so every write of the application goes through one function. The macros
//! [`read!`], [`write!`] and [`change!`] run one SQL text on whichever engine is inside.
//!
//! A database that has vanished closes no socket, so every call has a limit: see [`budget`].

#![deny(missing_docs)]

#[macro_use]
mod macros;

pub mod budget;
mod connect;
mod error;
mod handle;
mod migrate;
mod pool;
mod private_file;

pub use connect::{ConnectError, sqlite_file};
pub use error::DbError;
pub use handle::{Db, Tx};
pub use private_file::is_exposed;

#[doc(hidden)]
pub use handle::{Engine, EngineTx};
#[doc(hidden)]
pub use sqlx::{PgConnection, SqliteConnection};

/// What a call of the database returns.
pub type Result<T> = std::result::Result<T, DbError>;
