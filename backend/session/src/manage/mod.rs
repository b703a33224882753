//! Sessions made, listed, changed and ended: by handle, by user, by value.

pub(crate) mod by_handle;
pub(crate) mod by_value;
pub(crate) mod create;
pub(crate) mod current_user;
pub(crate) mod payload;
pub(crate) mod purge;
pub(crate) mod regenerate;
pub(crate) mod session_change;
pub(crate) mod unclaimed;
pub(crate) mod user_part;
