//! The demo feature: comments with likes, each tenant its own. Copy it or delete it.

use yew::prelude::*;

use crate::components::{CommentForm, Page, comment_list, error_notice, failure, placeholder};
use crate::hooks::{use_comments, use_tenant_id};

/// The comments of the session's tenant, and a form for one more.
#[component]
pub fn Comments() -> Html {
    let comments = use_comments();
    let (load, write, like) = (comments.load, comments.write, comments.like);
    let tenant = use_tenant_id().unwrap_or_default();
    let lead = format!("What people of the tenant {tenant} say. Other tenants see their own.");
    html! {
        <Page title="Comments" {lead}>
            <CommentForm busy={write.state.is_busy()} error={write.state.error().cloned()}
                accepted={comments.state.written} onsubmit={write.run} />
            if let Some(error) = like.state.error() {
                { error_notice(error.to_string()) }
            }
            { match (&comments.state.comments, load.state.error()) {
                (Some(comments), _) => comment_list(comments, &like.run),
                (None, Some(error)) => failure(error.to_string(), &load.run),
                (None, None) => placeholder(),
            } }
        </Page>
    }
}
