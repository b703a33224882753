//! The demo feature's page and its parts.

use frontend::components::{CommentForm, CommentFormProps, comment_list};
use session_client::ApiError;
use shared::{Comment, ErrorBody, ErrorType};
use yew::Callback;

use crate::render::{Rendered, app, component, html, signed_in};

#[tokio::test]
async fn the_comments_page_can_be_written_on_at_once() {
    let page = app("/comments", signed_in()).await;
    page.has(&[">Comments</h1>", "tenant acme", ">Post comment</button>", "Loading…"]);
    page.has_field("Your comment", &["<textarea", "maxlength=\"1000\""]);
}

#[tokio::test]
async fn an_empty_list_invites() {
    html(comment_list(&[], &Callback::noop())).await.has(&["No comments yet."]).lacks(&["<ul"]);
}

#[expect(clippy::expect_used, reason = "what fails here fails its test")]
fn comment(liked_by_me: bool) -> Comment {
    Comment {
        id: "c1".parse().expect("a valid id"),
        author: "ada".to_owned(),
        text: "<script>alert(1)</script>".to_owned(),
        created_at: 0,
        likes: 2,
        liked_by_me,
    }
}

async fn form(busy: bool, error: Option<ApiError>) -> Rendered {
    let onsubmit = Callback::noop();
    component::<CommentForm>(CommentFormProps { busy, error, accepted: 0, onsubmit }).await
}

#[tokio::test]
async fn comments_are_text_and_can_be_liked() {
    let list = html(comment_list(&[comment(false)], &Callback::noop())).await;
    list.has(&["ada", "&lt;script&gt;", ">Like<"]).lacks(&["<script"]);
    let button = list.tag_with("<button");
    assert!(button.contains("aria-label=\"Like comment: 2 likes\""), "{button}");
    assert!(!button.contains("aria-disabled"), "{button}");
}

#[tokio::test]
async fn a_like_stays_and_is_no_toggle() {
    let list = html(comment_list(&[comment(true)], &Callback::noop())).await;
    let button = list.tag_with("<button");
    assert!(button.contains("aria-label=\"Liked comment: 2 likes\""), "{button}");
    assert!(button.contains("aria-disabled=\"true\""), "{button}");
    list.lacks(&["aria-pressed"]);
}

#[tokio::test]
async fn a_refused_comment_is_marked_and_described() {
    let error = ErrorBody::new(ErrorType::BadRequest, "Too long.".to_owned());
    let form = form(false, Some(ApiError::Refused { status: 400, error })).await;
    let attributes = ["<textarea", "aria-invalid=\"true\"", "aria-describedby=\"comment-error\""];
    form.has(&["Too long."]).has_field("Your comment", &attributes);
    assert!(form.tag_with("id=\"comment-error\"").contains("role=\"alert\""));
}

#[tokio::test]
async fn a_dead_connection_is_not_the_comments_fault() {
    let form = form(false, Some(ApiError::Offline)).await;
    form.has_field("Your comment", &["aria-describedby=\"comment-error\""]);
    form.has(&["cannot be reached"]).lacks(&["aria-invalid"]);
}

#[tokio::test]
async fn a_comment_on_its_way_cannot_be_changed() {
    form(true, None).await.has_field("Your comment", &["readonly"]);
    assert!(!form(false, None).await.tag_with("<textarea").contains("readonly"));
}
