//! Calls of the API that carry the session.
//!
//! [`ApiClient`] is the façade. Behind it each part has one task: `connection` sends one request
//! and applies what its response says, `refresh` gets new tokens, `caller` repeats a call after a
//! refresh, and `replacer` makes the calls that replace the session.

mod api_client;
mod audience;
mod call;
mod call_parts;
mod caller;
mod config_slot;
mod connection;
mod error;
#[cfg(test)]
mod error_tests;
mod gate;
mod in_flight;
mod interceptors;
mod listeners;
mod observers;
mod recently;
mod refresh;
mod renewal;
mod replacer;
mod send;
mod target;
mod timed_lock;
mod token_request;

pub use api_client::ApiClient;
pub use call::Call;
pub use call_parts::{Given, GivesBody, GivesParams, GivesQuery, Missing};
pub use config_slot::load_config;
pub use error::ApiError;
pub use interceptors::{Interceptor, Interceptors};
pub(crate) use replacer::CallKind;
