//! The demo feature: comments with likes, each tenant its own. Copy it or delete it.
//!
//! `comments_page` is the list with its form, `comment_page` the page of one comment, whose id is in
//! the address.

mod comment_form;
mod comment_item;
mod comment_list;
mod comment_page;
mod comments_page;
mod use_comment;
mod use_comments;

#[cfg(test)]
mod route_tests;

pub use comment_form::{CommentForm, CommentFormProps};
pub use comment_list::comment_list;
pub use comment_page::{CommentPage, CommentPageProps, comment_view};
pub use comments_page::Comments;

use yew::prelude::*;

use crate::route::Route;
use crate::session::RequireSession;

/// The feature's page at one of its routes.
pub(crate) fn page(route: Route) -> Html {
    match route {
        Route::Comment { id } => html! { <RequireSession><CommentPage {id} /></RequireSession> },
        _ => html! { <RequireSession><Comments /></RequireSession> },
    }
}
