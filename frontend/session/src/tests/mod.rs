//! The client against a fake server, with a clock and timers that the test moves.

mod calls;
mod claims;
mod events;
mod failures;
pub(crate) mod fake;
pub(crate) mod fake_server;
mod guide;
mod interceptors;
mod lock;
mod reasons;
mod refresh;
mod renewal;
mod repeat;
mod server_config;
mod session_change;
mod sign_out;
mod test_runtime;
mod two_sessions;
