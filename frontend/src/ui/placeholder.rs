//! What stands where something is still to come, or could not come.

use yew::prelude::*;

use super::notice::error_notice;

/// A quiet "Loading…", which becomes visible only if it takes a moment.
pub fn placeholder() -> Html {
    html! { <p class="Placeholder" role="status">{ "Loading…" }</p> }
}

/// In place of what could not be loaded: why, and a button that calls `onretry`.
pub fn failure(reason: String, onretry: &Callback<()>) -> Html {
    let onclick = onretry.reform(|_| ());
    html! {
        <>
            { error_notice(reason) }
            <p><button type="button" {onclick}>{ "Try again" }</button></p>
        </>
    }
}
