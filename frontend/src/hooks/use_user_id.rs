//! Who is signed in.

use shared::UserId;
use yew::prelude::*;

use super::use_session;

/// The user's id; `None` when nobody is signed in.
#[hook]
pub fn use_user_id() -> Option<UserId> {
    use_session().state.user_id().cloned()
}
