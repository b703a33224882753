//! One comment and its likes.

use shared::{Comment, CommentId};
use yew::prelude::*;

use super::LocalTime;

/// One comment; `onlike` gets its id when somebody likes it. Its text is text: Yew never reads it
/// as HTML.
pub fn comment_item(comment: &Comment, onlike: &Callback<CommentId>) -> Html {
    let id = comment.id.clone();
    let onclick = onlike.reform(move |_| id.clone());
    let likes = match comment.likes {
        1 => "1 like".to_owned(),
        likes => format!("{likes} likes"),
    };
    html! {
        <li key={comment.id.as_str()} class="CommentItem">
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
