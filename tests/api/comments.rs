//! GET and POST /api/comments, GET /api/comments/ID, POST /like-comment: per tenant, likes idempotent.

use anyhow::{Context, Result};
use axum::http::Method;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use serde_json::{Value, json};
use shared::ErrorType;
use shared::comments::COMMENT_MAX_CHARS;
use tests::{Call, Client, PASSWORD, START, TestApp};

#[path = "guide_like_comment.rs"]
mod guide_like_comment;
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
