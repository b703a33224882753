//! The comments of a tenant, or that there are none.

use shared::comments::{Comment, CommentId};
use yew::prelude::*;

use super::comment_item::comment_item;
use crate::ui::{Icon, empty};

/// The list, newest first as it comes. `onlike` gets the id of a comment that the user likes.
pub fn comment_list(comments: &[Comment], onlike: &Callback<CommentId>) -> Html {
    if comments.is_empty() {
        return empty(Icon::MESSAGE, "No comments yet", "Write the first one.");
    }
    html! { <ul class="Rows">{ for comments.iter().map(|comment| comment_item(comment, onlike)) }</ul> }
}
