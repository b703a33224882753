//! What stands where something is still loading.

use yew::prelude::*;

/// A quiet "Loading…", which becomes visible only if it takes a moment.
#[component]
pub fn Placeholder() -> Html {
    html! { <p class="Placeholder" role="status" aria-busy="true">{ "Loading…" }</p> }
}
