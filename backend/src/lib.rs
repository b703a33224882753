//! Latchkey's backend: sessions, sign-in, and the app's own routes.
//!
//! This is what a clone edits. The members around it are not: `server` stands around the handlers,
//! `session` is the session engine, `db` the database handle; none of them knows the app. [`build`]
//! gives the whole application as a value; [`serve`](mod@serve) runs it.

#![deny(missing_docs)]

pub mod about;
pub mod account;
pub mod activity;
pub mod commands;
pub mod comments;
pub mod config;
pub mod database;
pub mod error;
pub mod features;
mod maintenance;
pub mod routes;
pub mod serve;
pub mod sessions;
pub mod state;

pub use maintenance::Maintenance;

use config::Config;
use state::{AppState, Deps};

/// The whole application. It can be built twice in one process with different settings.
///
/// Its signing keys are kept ([`Maintenance`]) until the router and all its clones are dropped.
/// Should that end by itself, because the keys cannot be opened any more, the log says why and
/// `GET /healthz` answers 503 from then on: watch it, and restart the process.
///
/// # Errors
/// With a sentence that says what to set.
pub async fn build(config: Config, deps: Deps) -> anyhow::Result<axum::Router> {
    Ok(routes::router(AppState::new(config, deps).await?.with_maintenance()))
}

// Compiles and runs the guide's program: cargo test -p backend --doc.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/first-protected-endpoint.md")]
struct FirstProtectedEndpoint;

// Compiles the blocks of the guide to the session's functions.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/sessions.md")]
struct SessionsGuide;

// Compiles the blocks of the guide to tenants.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/tenants.md")]
struct TenantsGuide;

// Compiles and runs the blocks of the tables for readers of SuperTokens' guides.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/from-supertokens.md")]
struct FromSuperTokens;

// Compiles the handler that the README shows.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
