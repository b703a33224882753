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
mod connection;
mod error;
mod gate;
mod in_flight;
mod interceptors;
mod listeners;
mod observers;
mod refresh;
mod replacer;
mod target;
mod timed_lock;

pub use api_client::ApiClient;
pub use call::{Call, Sent};
pub use call_parts::{Given, GivesBody, GivesParams, GivesQuery, Missing};
pub use error::ApiError;
pub use interceptors::Interceptors;
pub(crate) use replacer::CallKind;
