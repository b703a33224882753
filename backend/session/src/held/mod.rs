//! What a handler holds of its session: the token as it is now, and what the response must say.

pub(crate) mod held_session;
pub(crate) mod session_change;
