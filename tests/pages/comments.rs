//! The demo feature's page and its parts.

use std::rc::Rc;

use frontend::comments::{CommentForm, CommentFormProps, comment_list, comment_view};
use frontend::hooks::Query;
use session_client::{ApiError, SessionState};
use shared::comments::Comment;
use shared::{ErrorBody, ErrorType};
use yew::Callback;

use crate::render::{Rendered, app, component, html_at, signed_in, signed_out};

#[tokio::test]
async fn the_comments_page_can_be_written_on_at_once() {
    let page = app("/comments", signed_in()).await;
    page.has(&[">Comments</h1>", "tenant acme", ">Post comment</button>", "Loading…"]);
    page.has_field("Your comment", &["<textarea", "maxlength=\"1000\""]);
}

#[tokio::test]
async fn the_pages_are_guarded_linked_and_without_style_attributes() {
    for address in ["/comments", "/comments/c1"] {
        for state in [SessionState::Loading, signed_out()] {
            app(address, state).await.has(&["Loading…"]).lacks(&["<h1", "user-1"]);
        }
        for state in [signed_out(), SessionState::Loading, signed_in()] {
            app(address, state).await.lacks(&[" style=", "<script", " onclick="]);
        }
    }
    app("/", signed_in()).await.has(&["href=\"/comments\""]);
}

#[tokio::test]
async fn an_empty_list_invites() {
    list(&[]).await.has(&["No comments yet."]).lacks(&["<ul"]);
}

#[expect(clippy::expect_used, reason = "what fails here fails its test")]
fn comment(liked_by_me: bool) -> Comment {
    Comment {
        id: "c1".parse().expect("a valid id"),
        author: "ada".to_owned(),
        text: "<script>alert(1)</script>".to_owned(),
        created_at: shared::Timestamp::EPOCH,
        likes: 2,
        liked_by_me,
    }
}

async fn list(comments: &[Comment]) -> Rendered {
    html_at("/comments", comment_list(comments, &Callback::noop())).await
}

async fn form(busy: bool, error: Option<ApiError>) -> Rendered {
    let onsubmit = Callback::noop();
    component::<CommentForm>(CommentFormProps { busy, error, accepted: 0, onsubmit }).await
}

#[tokio::test]
async fn comments_are_text_and_can_be_liked() {
    let list = list(&[comment(false)]).await;
    list.has(&["ada", "&lt;script&gt;", ">Like<"]).lacks(&["<script"]);
    let button = list.tag_with("<button");
    assert!(button.contains("aria-label=\"Like comment: 2 likes\""), "{button}");
    assert!(!button.contains("aria-disabled"), "{button}");
}

#[tokio::test]
async fn a_like_stays_and_is_no_toggle() {
    let list = list(&[comment(true)]).await;
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
    let form = form(false, Some(ApiError::Unreachable)).await;
    form.has_field("Your comment", &["aria-describedby=\"comment-error\""]);
    form.has(&["cannot be reached"]).lacks(&["aria-invalid"]);
}

#[tokio::test]
async fn a_comment_on_its_way_cannot_be_changed() {
    form(true, None).await.has_field("Your comment", &["readonly"]);
    assert!(!form(false, None).await.tag_with("<textarea").contains("readonly"));
}

#[tokio::test]
async fn a_comment_leads_to_its_own_page() {
    list(&[comment(false)]).await.has(&["href=\"/comments/c1\""]);
    let page = app("/comments/c1", signed_in()).await;
    page.has(&[">Comment</h1>", "Loading…", ">All comments</a>", "href=\"/comments\""]);
    page.lacks(&["Page not found"]);
}

async fn view(comment: Option<Comment>, error: Option<ApiError>) -> Rendered {
    let (data, error) = (comment.map(Rc::new), error.map(Rc::new));
    let query = Query { data, error, reload: Callback::noop() };
    html_at("/comments/c1", comment_view(&query, &Callback::noop())).await
}

#[tokio::test]
async fn a_comments_page_shows_it_or_why_not() {
    let shown = view(Some(comment(false)), None).await;
    shown.has(&["ada", "&lt;script&gt;", "aria-label=\"Like comment: 2 likes\""]);
    let error = ErrorBody::new(ErrorType::NotFound, "not found".to_owned());
    let missing = view(None, Some(ApiError::Refused { status: 404, error })).await;
    missing.has(&["There is no such comment in your tenant."]).lacks(&["Try again"]);
    let failed = view(None, Some(ApiError::Unreachable)).await;
    failed.has(&["role=\"alert\"", "cannot be reached", ">Try again</button>"]);
    view(None, None).await.has(&["Loading…"]);
}
