//! A comment's own page.

use shared::ErrorType;
use shared::comments::{Comment, CommentId};
use yew::prelude::*;

use super::comment_list::comment_list;
use super::use_comment::use_comment;
use crate::navigation::NavLink;
use crate::route::Route;
use crate::session::Query;
use crate::ui::{Page, error_notice, failure, placeholder};

/// Props of [`CommentPage`].
#[derive(Properties, PartialEq)]
pub struct CommentPageProps {
    /// Which comment, from the address.
    pub id: CommentId,
}

/// The page at `/comments/:id`.
#[component]
pub fn CommentPage(props: &CommentPageProps) -> Html {
    let handle = use_comment(&props.id);
    html! {
        <Page title="Comment">
            if let Some(error) = handle.like.error() {
                { error_notice(error.to_string()) }
            }
            { comment_view(&handle.comment, &handle.like.callback()) }
            <p><NavLink to={Route::Comments}>{ "All comments" }</NavLink></p>
        </Page>
    }
}

/// The comment, or what stands in its place. `onlike` gets its id when the user likes it.
pub fn comment_view(query: &Query<Comment>, onlike: &Callback<CommentId>) -> Html {
    match (&query.data, &query.error) {
        (Some(comment), _) => comment_list(std::slice::from_ref(comment), onlike),
        (None, Some(error)) if error.error_type() == Some(ErrorType::NotFound) => {
            html! { <p>{ "There is no such comment in your tenant." }</p> }
        }
        (None, Some(error)) => failure(error.to_string(), &query.reload),
        (None, None) => placeholder(),
    }
}
