//! Sessions made, read, changed and ended, by their handle and by their user.

pub(crate) mod create;
pub(crate) mod current_user;
pub(crate) mod new_session;
pub(crate) mod payload;
pub(crate) mod purge;
pub(crate) mod regenerate;
pub(crate) mod revoke;
pub(crate) mod stored;
pub(crate) mod switch;
pub(crate) mod unclaimed;
pub(crate) mod user_part;
