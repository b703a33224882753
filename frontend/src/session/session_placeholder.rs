//! What stands in the place of a page until it is known whether there is a session.

use yew::prelude::*;

use super::provider::SessionContext;
use crate::ui::{failure, placeholder};

/// "Loading…", or that the server cannot be reached.
pub fn session_placeholder(session: &SessionContext) -> Html {
    if !session.unreachable {
        return placeholder();
    }
    let reason = "The server cannot be reached, or does not answer as it should. This page opens as soon as it does.";
    failure(reason.to_owned(), &session.check)
}
