//! The page of the comments.

use shared::comments::Comment;
use yew::prelude::*;

use super::comment_form::CommentForm;
use super::comment_list::comment_list;
use super::use_comments::use_comments;
use crate::session::use_tenant_id;
use crate::ui::{Page, error_notice, failure, placeholder, section};

/// The comments of the session's tenant, and a form for one more.
#[component]
pub fn Comments() -> Html {
    let handle = use_comments();
    let tenant = use_tenant_id().unwrap_or_default();
    let lead = html! { <>{ "What people in " }<b>{ tenant.as_str() }</b>{ " say. Other tenants do not see it." }</> };
    let comments = handle.state.comments.as_deref();
    html! {
        <Page title="Comments" {lead}>
            <div class="Page-columns">
                <div>
                    <CommentForm busy={handle.write.is_busy()} error={handle.write.error().cloned()}
                        accepted={handle.write.data().is_some()} onsubmit={handle.write.callback()} />
                    if let Some(error) = handle.like.error() {
                        { error_notice(error.to_string()) }
                    }
                    { section(title(comments), html! {}, match (comments, &handle.load.error) {
                        (Some(comments), _) => comment_list(comments, &handle.like.callback()),
                        (None, Some(error)) => failure(error.to_string(), &handle.load.reload),
                        (None, None) => placeholder(),
                    }) }
                </div>
                <div>{ why() }</div>
            </div>
        </Page>
    }
}

fn title(comments: Option<&[Comment]>) -> String {
    match comments.map(<[_]>::len) {
        None | Some(0) => "Comments".to_owned(),
        Some(1) => "1 comment".to_owned(),
        Some(count) => format!("{count} comments"),
    }
}

fn why() -> Html {
    section("Why this page", html! {}, Html::from_html_unchecked(
        r#"<p class="soft">It is the demo feature: a table, four routes, two pages. Copy it or delete it.</p>
<dl class="Facts Rows"><div><dt>Page</dt><dd><code>frontend/src/comments</code></dd></div><div><dt>Routes</dt><dd><code>backend/src/comments</code></dd></div><div><dt>Types</dt><dd><code>shared/src/comments.rs</code></dd></div></dl>"#
            .into(),
    ))
}
