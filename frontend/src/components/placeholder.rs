//! What stands where something is still loading.

use yew::prelude::*;

/// A quiet "Loading…", which becomes visible only if it takes a moment.
pub fn placeholder() -> Html {
    html! { <p class="Placeholder" role="status" aria-busy="true">{ "Loading…" }</p> }
}
