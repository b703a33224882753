//! The form that writes a comment.

use shared::COMMENT_MAX_CHARS;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::{error_notice, submit_button};

/// Props of [`CommentForm`].
#[derive(Properties, PartialEq)]
pub struct CommentFormProps {
    /// Is a comment being sent?
    #[prop_or_default]
    pub busy: bool,
    /// Why the last one was not accepted.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// How many were accepted: when this grows, the form empties.
    #[prop_or_default]
    pub accepted: usize,
    /// Gets the text.
    pub onsubmit: Callback<String>,
}

/// The form. It keeps the text until the server has it.
#[component]
pub fn CommentForm(props: &CommentFormProps) -> Html {
    let text = use_state(String::new);
    {
        let text = text.setter();
        use_effect_with(props.accepted, move |_| text.set(String::new()));
    }
    let oninput = {
        let text = text.setter();
        Callback::from(move |event: InputEvent| {
            let area: HtmlTextAreaElement = event.target_unchecked_into();
            text.set(area.value());
        })
    };
    let onsubmit = {
        let text = text.clone();
        let send = props.onsubmit.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            send.emit((*text).clone());
        })
    };
    html! {
        <form class="CommentForm" {onsubmit} aria-busy={props.busy.then_some("true")}>
            if let Some(error) = &props.error {
                { error_notice(error) }
            }
            <div class="Field">
                <label for="comment">{ "Your comment" }</label>
                <textarea id="comment" name="comment" rows="3" required=true autocomplete="off"
                    maxlength={COMMENT_MAX_CHARS.to_string()} value={(*text).clone()} {oninput} />
            </div>
            { submit_button(&"Post comment".into(), &"Posting…".into(), props.busy) }
        </form>
    }
}
