//! GET and POST /api/comments, GET /api/comments/ID, POST /like-comment: per tenant, likes idempotent.

use anyhow::{Context, Result};
use axum::http::Method;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use serde_json::{Value, json};
use shared::ErrorType;
use shared::comments::COMMENT_MAX_CHARS;
use tests::{Call, Client, PASSWORD, START, TestApp};

#[path = "comments_store.rs"]
mod store;

const PATH: &str = "/api/comments";

async fn signed_in_to(app: &TestApp, tenant: &str) -> Result<Client> {
    let mut browser = app.browser();
    let path = format!("/auth/{tenant}/signin");
    browser.post_form(&path, DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
    Ok(browser)
}

async fn write(client: &mut Client, text: &str) -> Result<Value> {
    client.post_json(PATH, &json!({"text": text})).await?.expect_ok()?.json()
}

async fn list(client: &mut Client) -> Result<Vec<Value>> {
    let body = client.get(PATH).await?.expect_ok()?.json()?;
    Ok(body["comments"].as_array().context("a list")?.clone())
}

#[tokio::test]
async fn what_is_written_is_listed_newest_first() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    assert!(list(&mut browser).await?.is_empty());
    let first = write(&mut browser, "  first <b>bold</b> ").await?;
    let expected = json!({
        "id": first["id"], "author": "demo", "text": "first <b>bold</b>", "createdAt": START,
        "likes": 0, "likedByMe": false,
    });
    assert_eq!(first, expected);
    app.pass_seconds(1);
    let second = write(&mut browser, "second").await?;
    assert_eq!(list(&mut browser).await?, [second, first]);
    Ok(())
}

#[tokio::test]
async fn one_comment_is_found_by_its_id_in_its_own_tenant_only() -> Result<()> {
    let app = TestApp::new().await?;
    let mut demo = app.signed_in().await?;
    let written = write(&mut demo, "hello").await?;
    let path = format!("{PATH}/{}", written["id"].as_str().context("an id")?);
    assert_eq!(demo.get(&path).await?.expect_ok()?.json()?, written);
    let mut of_acme = signed_in_to(&app, "acme").await?;
    let unknown = (404, Some(ErrorType::NotFound));
    assert_eq!(of_acme.get(&path).await?.outcome(), unknown, "a comment of another tenant");
    for id in ["71b4ce30-60c8-414f-b534-6815b762de86", "%ff"] {
        let reply = demo.get(&format!("{PATH}/{id}")).await?;
        assert_eq!(reply.outcome(), unknown, "{id}");
    }
    Ok(())
}

#[tokio::test]
async fn liking_twice_is_liking_once_and_everybody_likes_for_themselves() -> Result<()> {
    let app = TestApp::new().await?;
    let mut demo = app.signed_in().await?;
    let mut ada = app.browser();
    ada.sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    let id = write(&mut demo, "hello").await?["id"].clone();
    let like = json!({"commentId": id});
    for (client, likes) in [(&mut demo, 1), (&mut ada, 2)] {
        for _ in 0..2 {
            let reply = client.post_json("/like-comment", &like).await?.expect_ok()?;
            assert_eq!(reply.json()?, json!({"commentId": id, "likes": likes}));
        }
    }
    let mut eve = app.browser();
    eve.sign_up("eve@example.com", PASSWORD).await?.expect_ok()?;
    for (client, mine) in [(&mut ada, true), (&mut eve, false)] {
        let seen = &list(client).await?[0];
        assert_eq!((&seen["likes"], &seen["likedByMe"]), (&json!(2), &json!(mine)));
    }
    Ok(())
}

#[tokio::test]
async fn tenants_see_and_like_their_own_only() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut acme, mut globex) =
        (signed_in_to(&app, "acme").await?, signed_in_to(&app, "globex").await?);
    let id = write(&mut acme, "ours").await?["id"].clone();
    assert!(list(&mut globex).await?.is_empty());
    let foreign = globex.post_json("/like-comment", &json!({"commentId": id})).await?;
    let unknown = globex.post_json("/like-comment", &json!({"commentId": "nothing"})).await?;
    assert_eq!(foreign.outcome(), (404, Some(ErrorType::NotFound)));
    assert_eq!((foreign.status, &foreign.body), (unknown.status, &unknown.body));
    assert_eq!(list(&mut acme).await?[0]["likes"], 0);
    Ok(())
}

#[tokio::test]
async fn a_comment_has_one_to_a_thousand_characters() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    write(&mut browser, &"ä".repeat(COMMENT_MAX_CHARS)).await?;
    for bad in ["", "  \n ", &"x".repeat(COMMENT_MAX_CHARS + 1)] {
        let reply = browser.post_json(PATH, &json!({"text": bad})).await?;
        assert_eq!(reply.outcome(), (400, Some(ErrorType::BadRequest)));
    }
    assert_eq!(list(&mut browser).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn the_export_of_an_account_has_what_its_user_wrote_and_liked() -> Result<()> {
    let app = TestApp::new().await?;
    let mut ada = app.browser();
    ada.sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    let hers = write(&mut ada, "of Ada").await?["id"].clone();
    let (mut demo, mut there) = (app.signed_in().await?, signed_in_to(&app, "acme").await?);
    let first = write(&mut demo, "first").await?["id"].clone();
    app.pass_seconds(1);
    let second = write(&mut there, "second").await?["id"].clone();
    demo.post_json("/like-comment", &json!({"commentId": hers})).await?.expect_ok()?;
    let all = demo.get("/api/account/export").await?.expect_ok()?.json()?;
    let expected = json!({
        "written": {"isComplete": true, "entries": [
            {"commentId": second, "tenantId": "acme", "text": "second", "createdAt": app.now()},
            {"commentId": first, "tenantId": "public", "text": "first", "createdAt": START},
        ]},
        "liked": {"isComplete": true, "entries": [hers]},
    });
    assert_eq!(all["comments"], expected);
    Ok(())
}

/// SQLite would store it; Postgres refuses it, and what the one takes the other must.
#[tokio::test]
async fn a_nul_character_is_refused() -> Result<()> {
    let app = TestApp::new().await?;
    let reply = app.signed_in().await?.post_json(PATH, &json!({"text": "a\u{0}b"})).await?;
    assert_eq!(reply.outcome(), (400, Some(ErrorType::BadRequest)));
    Ok(())
}

#[tokio::test]
async fn a_user_who_is_gone_writes_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    sqlx::query("DELETE FROM users").execute(app.sql()).await?;
    let reply = browser.post_json(PATH, &json!({"text": "boo"})).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.clears_everything());
    Ok(())
}

#[tokio::test]
async fn a_deleted_account_takes_its_comments_and_likes_along_and_no_others() -> Result<()> {
    let app = TestApp::new().await?;
    let mut demo = app.signed_in().await?;
    let mut ada = app.browser();
    ada.sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    let (by_demo, by_ada) = (write(&mut demo, "stays").await?, write(&mut ada, "goes").await?);
    let like = |comment: &Value| json!({"commentId": comment["id"]});
    ada.post_json("/like-comment", &like(&by_demo)).await?.expect_ok()?;
    demo.post_json("/like-comment", &like(&by_ada)).await?.expect_ok()?;
    ada.send(Call::new(Method::DELETE, "/api/account")).await?.expect_ok()?;
    let listed = list(&mut demo).await?;
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0]["text"], &listed[0]["likes"]), (&json!("stays"), &json!(0)));
    Ok(())
}

/// The example of SuperTokens' "Verify Session" of 1.0, `likeCommentAPI`, on real comments: from the
/// request's cookies to the reply's cookie, in a handler without the session layer.
mod guide_like_comment {
    use anyhow::{Context, Result};
    use axum::Router;
    use axum::extract::State;
    use axum::http::{HeaderMap, StatusCode, header};
    use axum::response::{AppendHeaders, IntoResponse, Response};
    use axum::routing::post;
    use backend::comments;
    use backend::error::Error;
    use backend::state::AppState;
    use serde_json::{Map, Value, json};
    use server::Json;
    use shared::comments::{LikeComment, LikeCommentRequest, LikeCommentResponse};
    use shared::{Endpoint, ErrorType};
    use tests::{Call, Client, Reply, TestApp};

    use super::write;

    /// What the guide takes for granted: the cookie `sIdRefreshToken`, an anti-CSRF token in the header
    /// `anti-csrf`, and the database read on every call, which is where a new access token comes from.
    const SETTINGS: [(&str, &str); 3] = [
        ("LEGACY_ID_REFRESH_COOKIE", "true"),
        ("ANTI_CSRF", "via_token"),
        ("CHECK_DATABASE", "true"),
    ];

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
}
