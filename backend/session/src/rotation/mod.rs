//! Refresh: the next pair of tokens for a refresh token, once for each, and theft where it was used
//! before.

pub(crate) mod end;
pub(crate) mod expiry;
pub(crate) mod live_rows;
pub(crate) mod refresh;
pub(crate) mod rekey;
pub(crate) mod request;
pub(crate) mod rotate;
pub(crate) mod unknown_outcomes;
