//! One of a few, side by side: radio buttons.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// One choice.
#[derive(Clone, PartialEq)]
pub struct Segment {
    /// Its value.
    pub value: AttrValue,
    /// What it is called.
    pub label: Html,
}

/// Radio buttons in a row, named `name`, with `chosen` switched on at first. `onchange` gets the
/// value of the one that was chosen.
pub fn segments(
    name: &'static str,
    label: &'static str,
    chosen: &str,
    choices: Vec<Segment>,
    onchange: &Callback<String>,
) -> Html {
    let onchange = onchange.reform(|event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        input.value()
    });
    html! {
        <div class="Segments" role="radiogroup" aria-label={label} {onchange}>
            { for choices.into_iter().map(|Segment { value, label }| {
                let checked = value == chosen;
                html! {
                <label>
                    <input type="radio" {name} {checked} {value} />
                    { label }
                </label>
            }}) }
        </div>
    }
}
