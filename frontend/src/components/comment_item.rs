//! One comment and its likes.

use shared::{Comment, CommentId};
use yew::prelude::*;

use super::LocalTime;

/// Props of [`CommentItem`].
#[derive(Properties, PartialEq)]
pub struct CommentItemProps {
    /// The comment.
    pub comment: Comment,
    /// Gets its id when somebody likes it.
    pub onlike: Callback<CommentId>,
}

/// One comment. Its text is text: Yew never reads it as HTML.
#[component]
pub fn CommentItem(props: &CommentItemProps) -> Html {
    let comment = &props.comment;
    let id = comment.id.clone();
    let onclick = props.onlike.reform(move |_| id.clone());
    let likes = match comment.likes {
        1 => "1 like".to_owned(),
        likes => format!("{likes} likes"),
    };
    html! {
        <li class="CommentItem">
            <p class="CommentItem-head">
                <strong>{ &comment.author }</strong>
                <LocalTime ms={comment.created_at} />
            </p>
            <p class="CommentItem-text">{ &comment.text }</p>
            <button type="button" class="CommentItem-like" {onclick}
                aria-label={format!("Like comment: {likes}")}
                aria-pressed={if comment.liked_by_me { "true" } else { "false" }}>
                { "Like" }<span class="CommentItem-count">{ comment.likes }</span>
            </button>
        </li>
    }
}
