//! The button that sends a form.

use yew::prelude::*;

/// A submit button. While `busy` it keeps the focus and does nothing.
pub fn submit_button(label: &AttrValue, busy: bool) -> Html {
    let onclick = Callback::from(move |event: MouseEvent| {
        if busy {
            event.prevent_default();
        }
    });
    html! {
        <button class="Button" type="submit" aria-disabled={busy.then_some("true")}
            aria-busy={busy.then_some("true")} {onclick}>
            { label }
        </button>
    }
}
