//! A comment's own page.

use std::rc::Rc;

use session_client::ApiError;
use shared::{Comment, CommentId, ErrorType};
use yew::prelude::*;

use super::comment_list::CommentList;
use super::use_comment::use_comment;
use crate::navigation::NavLink;
use crate::route::Route;
use crate::ui::{ErrorNotice, Failure, Page, Placeholder};

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
            if let Some(error) = handle.like.state.error() {
                <ErrorNotice>{ error.to_string() }</ErrorNotice>
            }
            <CommentView comment={handle.comment.data} error={handle.comment.error}
                onretry={handle.comment.reload} onlike={handle.like.run} />
            <p><NavLink to={Route::Comments}>{ "All comments" }</NavLink></p>
        </Page>
    }
}

/// Props of [`CommentView`].
#[derive(Properties, PartialEq)]
pub struct CommentViewProps {
    /// The comment, once it came.
    #[prop_or_default]
    pub comment: Option<Rc<Comment>>,
    /// Why it did not come.
    #[prop_or_default]
    pub error: Option<Rc<ApiError>>,
    /// Fetches it again.
    pub onretry: Callback<()>,
    /// Gets its id when the user likes it.
    pub onlike: Callback<CommentId>,
}

/// The comment, or what stands in its place.
#[component]
pub fn CommentView(props: &CommentViewProps) -> Html {
    match (&props.comment, &props.error) {
        (Some(comment), _) => html! {
            <CommentList comments={vec![(**comment).clone()]} onlike={props.onlike.clone()} />
        },
        (None, Some(error)) if error.error_type() == Some(ErrorType::NotFound) => {
            html! { <p>{ "There is no such comment in your tenant." }</p> }
        }
        (None, Some(error)) => {
            html! { <Failure reason={error.to_string()} onretry={props.onretry.clone()} /> }
        }
        (None, None) => html! { <Placeholder /> },
    }
}
