//! The form that writes a comment.

use session_client::ApiError;
use shared::ErrorType;
use shared::comments::COMMENT_MAX_CHARS;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::hooks::use_form;
use crate::ui::submit_button;

const FIELD: &str = "comment";

/// Props of [`CommentForm`].
#[derive(Properties, PartialEq)]
pub struct CommentFormProps {
    /// Is a comment being sent?
    #[prop_or_default]
    pub busy: bool,
    /// Why the last one was not accepted.
    #[prop_or_default]
    pub error: Option<ApiError>,
    /// Was it accepted? Then the form empties.
    #[prop_or_default]
    pub accepted: bool,
    /// Gets the text.
    pub onsubmit: Callback<String>,
}

/// The form. It keeps the text until the server has it.
#[component]
pub fn CommentForm(props: &CommentFormProps) -> Html {
    let CommentFormProps { busy, error, .. } = props;
    let area = use_node_ref();
    let form = {
        let onsubmit = props.onsubmit.clone();
        use_form(error.clone(), move |values| onsubmit.emit(values.text(FIELD)))
    };
    {
        let area = area.clone();
        use_effect_with(props.accepted, move |accepted| {
            if let (true, Some(area)) = (*accepted, area.cast::<HtmlTextAreaElement>()) {
                area.set_value("");
            }
        });
    }
    // Anything else, a dead connection say, is not the text's fault.
    let refused = error.as_ref().and_then(ApiError::error_type) == Some(ErrorType::BadRequest);
    html! {
        <form class="Form" ref={form.node} onsubmit={form.onsubmit}>
            <div class="Field">
                <label for={FIELD}>{ "Your comment" }</label>
                <textarea ref={area} id={FIELD} name={FIELD} rows="3" required=true autocomplete="off" dir="auto"
                    maxlength={COMMENT_MAX_CHARS.to_string()} readonly={*busy}
                    aria-invalid={refused.then_some("true")}
                    aria-describedby={error.is_some().then_some("comment-error")} />
                if let Some(error) = error {
                    <p class="Field-error" id="comment-error" role="alert">{ error.to_string() }</p>
                }
            </div>
            { submit_button(&"Post comment".into(), *busy) }
        </form>
    }
}
