//! What stands where something is still to come.

use yew::prelude::*;

use super::error_notice;
use crate::session::SessionContext;

/// A quiet "Loading…", which becomes visible only if it takes a moment.
pub fn placeholder() -> Html {
    html! { <p class="Placeholder" role="status">{ "Loading…" }</p> }
}

/// In place of a page that depends on the session, until it is known whether there is one.
pub fn session_placeholder(session: &SessionContext) -> Html {
    if session.unreachable {
        let sentence = "The server cannot be reached, or does not answer as it should. This page opens as soon as it does.";
        html! { <div class="Page">{ failure(sentence.into(), &session.check) }</div> }
    } else {
        placeholder()
    }
}

/// In place of what could not be loaded: why, and a button.
pub fn failure(why: String, again: &Callback<()>) -> Html {
    let onclick = again.reform(|_| ());
    html! {
        <>
            { error_notice(why) }
            <p><button type="button" {onclick}>{ "Try again" }</button></p>
        </>
    }
}
