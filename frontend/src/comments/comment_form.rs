//! The form that writes a comment.

use session_client::ApiError;
use shared::ErrorType;
use shared::comments::COMMENT_MAX_CHARS;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::hooks::{Mutation, use_form};
use crate::ui::submit_button;

const FIELD: &str = "comment";

/// Props of [`CommentForm`].
#[derive(Properties, PartialEq)]
pub struct CommentFormProps {
    /// What sends it.
    pub write: Mutation<String, (), ApiError>,
}

/// The form. It keeps the text until the server has it.
#[component]
pub fn CommentForm(props: &CommentFormProps) -> Html {
    let CommentFormProps { write } = props;
    let area = use_node_ref();
    let form = {
        let write = write.clone();
        use_form(write.error().cloned(), move |values| write.run(values.text(FIELD)))
    };
    {
        let area = area.clone();
        use_effect_with(write.data().is_some(), move |written| {
            if let (true, Some(area)) = (*written, area.cast::<HtmlTextAreaElement>()) {
                area.set_value("");
            }
        });
    }
    // Anything else, a dead connection say, is not the text's fault.
    let refused = write.error().and_then(ApiError::error_type) == Some(ErrorType::BadRequest);
    html! {
        <form class="Form" ref={form.node} onsubmit={form.onsubmit}>
            <div class="Field">
                <label for={FIELD}>{ "Your comment" }</label>
                <textarea ref={area} id={FIELD} name={FIELD} rows="3" required=true autocomplete="off" dir="auto"
                    maxlength={COMMENT_MAX_CHARS.to_string()} readonly={write.is_busy()}
                    aria-invalid={refused.then_some("true")}
                    aria-describedby={write.error().is_some().then_some("comment-error")} />
                if let Some(error) = write.error() {
                    <p class="Field-error" id="comment-error" role="alert">{ error.to_string() }</p>
                }
            </div>
            { submit_button(&"Post comment".into(), write.is_busy()) }
        </form>
    }
}
