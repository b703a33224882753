//! What stands where something is still to come, or could not come.

use yew::prelude::*;

use super::notice::ErrorNotice;

/// A quiet "Loading…", which becomes visible only if it takes a moment.
#[component]
pub fn Placeholder() -> Html {
    html! { <p class="Placeholder" role="status">{ "Loading…" }</p> }
}

/// Props of [`Failure`].
#[derive(Properties, PartialEq)]
pub struct FailureProps {
    /// Why it could not be loaded.
    pub reason: AttrValue,
    /// Tries again.
    pub onretry: Callback<()>,
}

/// In place of what could not be loaded: why, and a button.
#[component]
pub fn Failure(props: &FailureProps) -> Html {
    let onclick = props.onretry.reform(|_| ());
    html! {
        <>
            <ErrorNotice>{ &props.reason }</ErrorNotice>
            <p><button type="button" {onclick}>{ "Try again" }</button></p>
        </>
    }
}
