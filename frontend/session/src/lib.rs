//! The session client of the page: typed calls of the API that keep their user signed in.
//!
//! There is no Yew and no page in this crate, so any wasm frontend can use it.
//!
//! # The tour
//!
//! - [`SessionClient`] is where to begin: [`SessionClient::browser`] makes one on the browser's
//!   cookies and network. It signs in and out, tells the [`SessionState`], and has the functions of
//!   SuperTokens' frontend guides in snake case.
//!   [`SessionClient::configured_by_server`] asks the server for its settings before the first call.
//! - [`SessionState::SignedOut`] says why, as a [`SignOutReason`]. [`SessionClient::subscribe`] hears
//!   each [`SessionEvent`], with the session that it is about.
//! - [`SessionClient::api`] is the [`ApiClient`]: it calls the endpoints of `shared`. A call that
//!   finds its access token expired refreshes it and is repeated; callers see only the response or
//!   an [`ApiError`].
//! - [`claims`] reads claims and says what is wrong with them; a 403 for want of one is a value,
//!   [`ApiError::claim_validation_errors`].
//! - [`SessionWatch`] follows the session while a page is open, in this tab and in others, and
//!   reports each change as a [`SessionView`] to render.
//! - [`Platform`] is what the client takes from its surroundings. Tests pass their own, with a fake
//!   server and a clock that they move; [`platform`] has the browser's.
//!
//! # How it is built
//!
//! `platform` knows HTTP and the browser, and nothing of sessions. `claims` reads payloads. `memory` holds what is remembered
//! of the session and decides what a response changes in it. `client` sends calls, refreshes and
//! repeats. `session` puts signing in and out on top. Each imports only from those before it.

#![deny(missing_docs)]

pub mod claims;
pub mod client;
mod memory;
pub mod platform;
mod session;
mod signal;

pub use client::{ApiClient, ApiError, Interceptor, load_config};
pub use memory::{SessionEvent, SessionState, SignOutReason};
pub use platform::{HttpRequest, HttpResponse, Platform};
pub use session::{
    Credentials, FormProblem, NoSession, SessionClient, SessionView, SessionWatch, SignOutOptions,
    Subscription, TENANT_FIELD,
};

#[cfg(test)]
mod tests;
