//! One labelled input with its hint and its error.

use yew::prelude::*;

use super::icon::{Icon, icon, small_icon};

/// Props of [`Field`].
#[derive(Properties, PartialEq)]
pub struct FieldProps {
    /// The input's id and name.
    pub name: AttrValue,
    /// What it is called.
    pub label: AttrValue,
    /// `text`, `email` or `password`. A password can be shown.
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    /// What the browser and password managers may fill in.
    #[prop_or(AttrValue::Static("off"))]
    pub autocomplete: AttrValue,
    /// A short help, shown until there is an error.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// At the right of the label, such as a link.
    #[prop_or_default]
    pub aside: Html,
    /// Gets the text while it is typed, for what is shown beside it. The form itself is read when it
    /// is sent.
    #[prop_or_default]
    pub oninput: Callback<InputEvent>,
    /// Does the keyboard begin here?
    #[prop_or_default]
    pub autofocus: bool,
}

/// A labelled input. The hint or the error belongs to it for screen readers too. What is in it stays
/// in the input: what a password manager fills in without an event counts as well.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let FieldProps { name, error, hint, kind, .. } = props;
    let shown = use_state_eq(|| false);
    let is_password = kind == "password";
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_| shown.set(!*shown))
    };
    let note_id = format!("{name}-note");
    let described_by = (error.is_some() || hint.is_some()).then(|| note_id.clone());
    let input = html! {
        <input id={name.clone()} name={name.clone()}
            type={if *shown { "text".into() } else { kind.clone() }}
            autocomplete={props.autocomplete.clone()} autocapitalize="none" spellcheck="false"
            autofocus={props.autofocus} aria-describedby={described_by}
            aria-invalid={error.is_some().then_some("true")} oninput={props.oninput.clone()} />
    };
    html! {
        <div class="Field">
            <div class="Field-head"><label for={name.clone()}>{ &props.label }</label>{ props.aside.clone() }</div>
            if is_password {
                <div class="Field-box">
                    { input }
                    <button class="Field-eye" type="button" onclick={toggle}
                        aria-label={if *shown { "Hide password" } else { "Show password" }}>
                        { icon(if *shown { Icon::EYE_OFF } else { Icon::EYE }) }
                    </button>
                </div>
            } else {
                { input }
            }
            if let Some(error) = error {
                <p class="Field-error" id={note_id}>{ small_icon(Icon::ALERT) }<span>{ error }</span></p>
            } else if let Some(hint) = hint {
                <p class="note" id={note_id}>{ hint }</p>
            }
        </div>
    }
}
