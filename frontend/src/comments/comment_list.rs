//! The comments of a tenant, or that there are none.

use shared::comments::{Comment, CommentId};
use yew::prelude::*;

use super::comment_item::comment_item;

/// The list, newest first as it comes. `onlike` gets the id of a comment that the user likes.
pub fn comment_list(comments: &[Comment], onlike: &Callback<CommentId>) -> Html {
    if comments.is_empty() {
        return html! { <p class="CommentList-empty">{ "No comments yet. Write the first one." }</p> };
    }
    html! {
        <ul class="CommentList">
            for comment in comments {
                { comment_item(comment, onlike) }
            }
        </ul>
    }
}
