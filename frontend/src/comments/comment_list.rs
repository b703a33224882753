//! The comments of a tenant, or that there are none.

use shared::{Comment, CommentId};
use yew::prelude::*;

use super::comment_item::CommentItem;

/// Props of [`CommentList`].
#[derive(Properties, PartialEq)]
pub struct CommentListProps {
    /// The comments, in the order to show them.
    pub comments: Vec<Comment>,
    /// Gets the id of a comment that the user likes.
    pub onlike: Callback<CommentId>,
}

/// The list, newest first as it comes.
#[component]
pub fn CommentList(props: &CommentListProps) -> Html {
    if props.comments.is_empty() {
        return html! { <p class="CommentList-empty">{ "No comments yet. Write the first one." }</p> };
    }
    html! {
        <ul class="CommentList">
            for comment in &props.comments {
                <CommentItem key={comment.id.as_str()} comment={comment.clone()} onlike={props.onlike.clone()} />
            }
        </ul>
    }
}
