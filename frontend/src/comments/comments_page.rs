//! The page of the comments.

use yew::prelude::*;

use super::comment_form::CommentForm;
use super::comment_list::comment_list;
use super::use_comments::use_comments;
use crate::session::use_tenant_id;
use crate::ui::{Page, error_notice, failure, placeholder};

/// The comments of the session's tenant, and a form for one more.
#[component]
pub fn Comments() -> Html {
    let handle = use_comments();
    let (load, write, like) = (handle.load, handle.write, handle.like);
    let tenant = use_tenant_id().unwrap_or_default();
    let lead = format!("What people of the tenant {tenant} say. Other tenants see their own.");
    html! {
        <Page title="Comments" {lead}>
            <CommentForm busy={write.state.is_busy()} error={write.state.error().cloned()}
                accepted={handle.state.written} onsubmit={write.run} />
            if let Some(error) = like.state.error() {
                { error_notice(error.to_string()) }
            }
            { match (&handle.state.comments, load.error) {
                (Some(comments), _) => comment_list(comments, &like.run),
                (None, Some(error)) => failure(error.to_string(), &load.reload),
                (None, None) => placeholder(),
            } }
        </Page>
    }
}
