//! One labelled input with its hint and its error.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Props of [`Field`].
#[derive(Properties, PartialEq)]
pub struct FieldProps {
    /// The input's id and name.
    pub id: AttrValue,
    /// What it is called.
    pub label: AttrValue,
    /// `text`, `email` or `password`.
    pub kind: AttrValue,
    /// What the browser and password managers may fill in.
    pub autocomplete: AttrValue,
    /// What is in it.
    pub value: AttrValue,
    /// Gets what is in it after each change.
    pub oninput: Callback<String>,
    /// A short help, always shown.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// What to suggest; anything else is accepted too.
    #[prop_or_default]
    pub suggestions: &'static [&'static str],
}

/// A labelled input. The hint and the error belong to it for screen readers too.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let FieldProps { id, error, hint, suggestions, .. } = props;
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let list_id = (!suggestions.is_empty()).then(|| format!("{id}-suggestions"));
    let described: Vec<&str> =
        [hint.is_some().then_some(hint_id.as_str()), error.is_some().then_some(error_id.as_str())]
            .into_iter()
            .flatten()
            .collect();
    let described_by = (!described.is_empty()).then(|| described.join(" "));
    let oninput = props.oninput.reform(|event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        input.value()
    });
    html! {
        <div class="Field">
            <label for={id.clone()}>{ &props.label }</label>
            <input
                id={id.clone()}
                name={id.clone()}
                type={props.kind.clone()}
                autocomplete={props.autocomplete.clone()}
                autocapitalize="none"
                spellcheck="false"
                value={props.value.clone()}
                list={list_id.clone()}
                aria-describedby={described_by}
                aria-invalid={error.is_some().then_some("true")}
                {oninput}
            />
            if let Some(list_id) = list_id {
                <datalist id={list_id}>
                    for suggestion in *suggestions {
                        <option value={*suggestion} />
                    }
                </datalist>
            }
            if let Some(hint) = hint {
                <p class="Field-hint" id={hint_id}>{ hint }</p>
            }
            if let Some(error) = error {
                <p class="Field-error" id={error_id} role="alert">{ error }</p>
            }
        </div>
    }
}
