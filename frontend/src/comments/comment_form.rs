//! The form that writes a comment.

use session_client::ApiError;
use shared::ErrorType;
use shared::comments::COMMENT_MAX_CHARS;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::ui::submit_button;

/// Props of [`CommentForm`].
#[derive(Properties, PartialEq)]
pub struct CommentFormProps {
    /// Is a comment being sent?
    #[prop_or_default]
    pub busy: bool,
    /// Why the last one was not accepted.
    #[prop_or_default]
    pub error: Option<ApiError>,
    /// How many were accepted: when this grows, the form empties.
    #[prop_or_default]
    pub accepted: usize,
    /// Gets the text.
    pub onsubmit: Callback<String>,
}

/// The form. It keeps the text until the server has it; meanwhile nothing can be added, which would
/// go with it.
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
    // Anything else, a dead connection say, is not the text's fault.
    let refused =
        props.error.as_ref().and_then(ApiError::error_type) == Some(ErrorType::BadRequest);
    html! {
        <form class="CommentForm" {onsubmit} aria-busy={props.busy.then_some("true")}>
            <div class="Field">
                <label for="comment">{ "Your comment" }</label>
                <textarea id="comment" name="comment" rows="3" required=true autocomplete="off"
                    maxlength={COMMENT_MAX_CHARS.to_string()} value={(*text).clone()} {oninput}
                    readonly={props.busy} aria-invalid={refused.then_some("true")}
                    aria-describedby={props.error.is_some().then_some("comment-error")} />
                if let Some(error) = &props.error {
                    <p class="Field-error" id="comment-error" role="alert">{ error.to_string() }</p>
                }
            </div>
            { submit_button(&"Post comment".into(), &"Posting…".into(), props.busy) }
        </form>
    }
}
