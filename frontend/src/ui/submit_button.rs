//! The button that sends a form.

use yew::prelude::*;

/// A submit button that cannot be pressed twice. It says `label`, and `busy_label` while `busy`.
pub fn submit_button(label: &AttrValue, busy_label: &AttrValue, busy: bool) -> Html {
    html! {
        <button class="SubmitButton" type="submit" disabled={busy} aria-busy={busy.then_some("true")}>
            { if busy { busy_label } else { label } }
        </button>
    }
}
