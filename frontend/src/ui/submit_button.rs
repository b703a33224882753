//! The button that sends a form.

use yew::prelude::*;

/// Props of [`SubmitButton`].
#[derive(Properties, PartialEq)]
pub struct SubmitButtonProps {
    /// What it says.
    pub label: AttrValue,
    /// What it says while the form is being sent.
    pub busy_label: AttrValue,
    /// Is the form being sent? Then the button cannot be pressed again.
    pub busy: bool,
}

/// A submit button that cannot be pressed twice.
#[component]
pub fn SubmitButton(props: &SubmitButtonProps) -> Html {
    let SubmitButtonProps { label, busy_label, busy } = props;
    html! {
        <button class="SubmitButton" type="submit" disabled={*busy} aria-busy={busy.then_some("true")}>
            { if *busy { busy_label } else { label } }
        </button>
    }
}
