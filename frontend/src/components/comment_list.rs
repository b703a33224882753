//! The comments of a tenant, or that there are none.

use shared::{Comment, CommentId};
use yew::prelude::*;

use super::comment_item;

/// Props of [`CommentList`].
#[derive(Properties, PartialEq)]
pub struct CommentListProps {
    /// Newest first.
    pub comments: Vec<Comment>,
    /// Gets the id of a comment that somebody likes.
    pub onlike: Callback<CommentId>,
}

/// The list.
#[component]
pub fn CommentList(props: &CommentListProps) -> Html {
    if props.comments.is_empty() {
        return html! { <p class="CommentList-empty">{ "No comments yet. Write the first one." }</p> };
    }
    html! {
        <ul class="CommentList">
            for comment in &props.comments {
                { comment_item(comment, &props.onlike) }
            }
        </ul>
    }
}
