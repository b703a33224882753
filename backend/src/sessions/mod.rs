//! The routes of sessions: refresh, sign-out and the public keys; `/getSession` and `/getJWT`; the
//! user's list of sessions, and what a browser may keep with them.

pub(crate) mod current;
mod ending;
pub(crate) mod keys;
pub(crate) mod list;
pub(crate) mod refresh;
pub(crate) mod user_data;
