//! Latchkey's frontend, as a library, so that tests can render its pages without a browser.
//!
//! Start reading at [`App`]. Each feature is a folder with its pages, their parts and their hooks.
//! They are made of [`ui`], which knows no feature, and lead to each other by [`navigation`];
//! [`hooks`] runs and fetches things. [`session`] gives components the session, which the member
//! `session-client` keeps.

pub mod account;
pub mod activity;
pub mod app;
pub mod comments;
pub mod dashboard;
pub mod diagnostics;
pub mod home;
pub mod hooks;
pub mod navigation;
pub mod route;
pub mod session;
pub mod sessions;
pub mod token;
pub mod ui;

pub use app::{App, AppProps};
pub use route::Route;

// Compiles the blocks of the tables for readers of SuperTokens' guides: cargo test -p frontend --doc.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/from-supertokens-frontend.md")]
struct FromSuperTokens;

// Compiles the blocks of the guide to hooks, guards and forms.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/frontend.md")]
struct FrontendGuide;
