//! The example of SuperTokens' "Verify Session" of 1.0, `likeCommentAPI`, on real comments: from the
//! request's cookies to the reply's cookie, in a handler without the session layer.

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::post;
use backend::comments;
use backend::error::Error;
use backend::http::Json;
use backend::state::AppState;
use serde_json::{Map, Value, json};
use shared::comments::{LikeComment, LikeCommentRequest, LikeCommentResponse};
use shared::{Endpoint, ErrorType};
use tests::{Call, Client, Reply, TestApp};

use super::write;

/// What the guide takes for granted: the cookie `sIdRefreshToken`, an anti-CSRF token in the header
/// `anti-csrf`, and the database read on every call, which is where a new access token comes from.
const SETTINGS: [(&str, &str); 3] =
    [("LEGACY_ID_REFRESH_COOKIE", "true"), ("ANTI_CSRF", "via_token"), ("CHECK_DATABASE", "true")];

const PATH: &str = "/guide/like-comment";

async fn like_comment(
    State(app): State<AppState>,
    headers: HeaderMap,
    Json(request): Json<LikeCommentRequest>,
) -> Result<Response, Error> {
    let cookies = app.transport.auth_cookies(&headers);
    let (access, id_refresh) =
        (cookies.access_token.as_deref(), cookies.id_refresh_token.as_deref());
    let anti_csrf = headers.get("anti-csrf").and_then(|token| token.to_str().ok());
    match app.sessions.get_session(access, anti_csrf, true, id_refresh).await {
        Ok(found) => {
            let comment_id = request.comment_id;
            let likes = comments::like(&app.db, &found.session, &comment_id).await?;
            let cookie = found.access_token.map(|token| {
                (header::SET_COOKIE, app.transport.access_token_cookie(&token).to_string())
            });
            let liked = Json(LikeCommentResponse { comment_id, likes });
            Ok((AppendHeaders(cookie), liked).into_response())
        }
        Err(error) if error.error_type() == ErrorType::GeneralError => Err(error.into()),
        Err(error) => Ok(app.transport.session_expired(error, StatusCode::UNAUTHORIZED)),
    }
}

/// A browser of a signed-in user, a comment, and the handler in front of the whole application.
async fn with_comment(settings: &[(&str, &str)]) -> Result<(TestApp, Client, Value)> {
    let app = TestApp::with(settings).await?;
    let mut browser = app.signed_in().await?;
    let comment = write(&mut browser, "hello").await?["id"].clone();
    Ok((app, browser, comment))
}

async fn like(client: &mut Client, path: &'static str, comment: &Value) -> Result<Reply> {
    send(client, Call::post(path), comment).await
}

async fn send(client: &mut Client, call: Call, comment: &Value) -> Result<Reply> {
    let app = client.app().clone();
    let guide = Router::new().route(PATH, post(like_comment)).with_state(app.state.clone());
    let router = guide.fallback_service(app.router());
    client.send_to(router, call.json(&json!({"commentId": comment}))).await
}

#[tokio::test]
async fn from_the_requests_cookies_to_the_replys_cookie() -> Result<()> {
    let (app, mut browser, comment) = with_comment(&SETTINGS).await?;
    let liked = json!({"commentId": comment, "likes": 1});
    let reply = like(&mut browser, PATH, &comment).await?.expect_ok()?;
    assert_eq!(reply.json()?, liked);
    assert!(reply.set_cookies().is_empty(), "nothing changed");

    // What another place puts into the payload comes back as a new access token.
    let handle = browser.session()?.session_handle().context("a handle")?;
    let update = Map::from_iter([("plan".to_owned(), json!("gold"))]);
    app.state.sessions.merge_into_access_token_payload(&handle, &update).await?;
    let before = browser.access()?;
    let reply = like(&mut browser, PATH, &comment).await?.expect_ok()?;
    assert_eq!(reply.json()?, liked);
    let cookie = reply.set_cookie("sAccessToken").context("a new access token")?;
    assert_eq!((cookie.path(), cookie.http_only()), (Some("/"), Some(true)));
    assert_ne!(browser.access()?, before);

    // The application's own route takes the new cookie, and knows the same like.
    let reply = like(&mut browser, LikeComment::PATH, &comment).await?.expect_ok()?;
    assert_eq!(reply.json()?, liked);
    Ok(())
}

#[tokio::test]
async fn each_missing_piece_is_the_guides_error_on_both_routes() -> Result<()> {
    let (_, browser, comment) = with_comment(&SETTINGS).await?;
    let (mut without_access, mut without_id) = (browser.clone(), browser.clone());
    without_access.jar.remove("sAccessToken");
    without_id.jar.remove("sIdRefreshToken");
    let refresh = (401, Some(ErrorType::TryRefreshToken));
    let gone = (401, Some(ErrorType::Unauthorised));
    for path in [PATH, LikeComment::PATH] {
        let unproven = Call::post(path).without("anti-csrf");
        for (mut client, call, expected) in [
            (without_access.clone(), Call::post(path), refresh),
            (browser.clone(), unproven, refresh),
            (without_id.clone(), Call::post(path), gone),
        ] {
            let reply = send(&mut client, call, &comment).await?;
            assert_eq!(reply.outcome(), expected, "{path}");
            assert_eq!(reply.clears_everything(), expected == gone, "{path}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn without_the_settings_browsers_have_no_id_refresh_cookie() -> Result<()> {
    let (_, mut browser, comment) = with_comment(&[]).await?;
    let reply = like(&mut browser, PATH, &comment).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    Ok(())
}

#[tokio::test]
async fn a_comment_that_is_not_there_is_no_error_of_the_session() -> Result<()> {
    let (_, mut browser, _) = with_comment(&SETTINGS).await?;
    let reply = like(&mut browser, PATH, &json!("nothing")).await?;
    assert_eq!(reply.outcome(), (404, Some(ErrorType::NotFound)));
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}
