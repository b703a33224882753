//! The button that sends a form, or does the page's main thing.

use yew::prelude::*;

/// Props of [`SubmitButton`].
#[derive(Properties, PartialEq)]
pub struct SubmitButtonProps {
    /// What it does.
    pub label: AttrValue,
    /// What it says while it does so.
    pub busy_label: AttrValue,
    /// Is it doing so?
    pub busy: bool,
}

/// A submit button that cannot be pressed twice.
#[component]
pub fn SubmitButton(props: &SubmitButtonProps) -> Html {
    html! {
        <button class="SubmitButton" type="submit" disabled={props.busy} aria-busy={props.busy.then_some("true")}>
            { if props.busy { &props.busy_label } else { &props.label } }
        </button>
    }
}
