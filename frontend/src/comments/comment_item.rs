//! One comment and its likes.

use shared::comments::{Comment, CommentId};
use yew::prelude::*;

use crate::navigation::NavLink;
use crate::route::Route;
use crate::ui::{Icon, LocalTime, TimeLook, avatar, small_icon};

/// One comment; its time leads to its own page. `onlike` gets its id when the user likes it. Its text
/// is text: Yew never reads it as HTML.
///
/// A like stays. So the button is no toggle, and is out of use once it was pressed; `aria-disabled`,
/// because a `disabled` one would throw the focus off the page.
pub(super) fn comment_item(comment: &Comment, onlike: &Callback<CommentId>) -> Html {
    let id = comment.id.clone();
    let page = Route::Comment { id: id.clone() };
    let liked = comment.liked_by_me;
    let onclick = (!liked).then(|| onlike.reform(move |_| id.clone()));
    let action = if liked { "Liked" } else { "Like" };
    let likes = match comment.likes {
        1 => "1 like".to_owned(),
        likes => format!("{likes} likes"),
    };
    html! {
        <li key={comment.id.as_str()} class="Comment">
            { avatar(&comment.author) }
            <p>
                <b>{ &comment.author }</b>{ " " }
                <NavLink to={page} class="note"><LocalTime at={comment.created_at} look={TimeLook::Ago} /></NavLink>
            </p>
            <p class="Comment-text" dir="auto">{ &comment.text }</p>
            <button type="button" class="Like num" {onclick} aria-pressed={liked.to_string()}
                aria-label={format!("{action} comment: {likes}")}
                aria-disabled={liked.then_some("true")}>
                { small_icon(Icon::HEART) }{ comment.likes }
            </button>
        </li>
    }
}
