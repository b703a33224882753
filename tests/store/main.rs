//! The store: one battery of tests, both engines. What one database takes, refuses or returns, the
//! other must.

mod commands;
mod connect;
mod migrations;
mod outage;
mod plans;
mod sqlite_file;
mod transactions;
mod users;
