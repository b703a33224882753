//! Is somebody signed in?

use yew::prelude::*;

use super::use_session;
use session_client::SessionState;

/// Is somebody signed in? `None` while that is not known yet.
#[hook]
pub fn use_does_session_exist() -> Option<bool> {
    match use_session().state {
        SessionState::Loading => None,
        SessionState::SignedOut => Some(false),
        SessionState::SignedIn(_) => Some(true),
    }
}
