//! The client against a fake server, with a clock and timers that the test moves.

mod calls;
mod fake;
mod fake_server;
mod guide;
mod lock;
mod refresh;
mod repeat;
mod session_change;
mod test_runtime;
mod two_sessions;
