//! The demo feature: comments with likes, each tenant its own. Copy it or delete it.

use yew::prelude::*;

use crate::components::{CommentForm, Page, comment_list, error_notice, placeholder};
use crate::hooks::{use_comments, use_tenant_id};

/// The comments of the session's tenant, and a form for one more.
#[component]
pub fn Comments() -> Html {
    let comments = use_comments();
    let (load, write, like) = (comments.load, comments.write, comments.like);
    let tenant = use_tenant_id().unwrap_or_default();
    let lead = format!("What people of the tenant {tenant} say. Other tenants see their own.");
    let write_error = write.state.error().map(|error| AttrValue::from(error.to_string()));
    html! {
        <Page title="Comments" {lead}>
            <CommentForm busy={write.state.is_busy()} error={write_error}
                accepted={comments.state.written} onsubmit={write.run} />
            if let Some(error) = like.state.error().or(load.state.error()) {
                { error_notice(error.to_string()) }
            }
            if let Some(comments) = &comments.state.comments {
                { comment_list(comments, &like.run) }
            } else if load.state.error().is_some() {
                <p><button type="button" onclick={load.run.reform(|_| ())}>{ "Try again" }</button></p>
            } else {
                { placeholder() }
            }
        </Page>
    }
}
