//! /api/sessions: the caller's own, by handle.

use anyhow::{Context, Result};
use axum::http::Method;
use backend::account::DEMO_PASSWORD;
use serde_json::{Value, json};
use shared::ErrorType;
use tests::{Call, Client, PASSWORD, TestApp};

fn handle(client: &Client) -> Result<String> {
    Ok(client.session()?.session_handle().context("a handle")?.to_string())
}

async fn list(client: &mut Client, query: &str) -> Result<Vec<Value>> {
    let body = client.get(&format!("/api/sessions{query}")).await?.expect_ok()?.json()?;
    Ok(body["sessions"].as_array().context("a list")?.clone())
}

fn delete(path: impl Into<String>) -> Call {
    Call::new(Method::DELETE, path)
}

#[tokio::test]
async fn lists_the_callers_live_sessions_without_token_material() -> Result<()> {
    let app = TestApp::new().await?;
    let mut phone = app.signed_in().await?;
    app.pass_seconds(10);
    let mut laptop = app.signed_in().await?;
    app.browser().sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    let sessions = list(&mut laptop, "").await?;
    let handles: Vec<_> = sessions.iter().map(|entry| entry["sessionHandle"].clone()).collect();
    assert_eq!(handles, [json!(handle(&laptop)?), json!(handle(&phone)?)], "newest first");
    assert_eq!(
        sessions.iter().map(|entry| entry["current"] == true).collect::<Vec<_>>(),
        [true, false]
    );
    let mut members: Vec<_> = sessions[0].as_object().context("an object")?.keys().collect();
    members.sort();
    let expected = [
        "address",
        "current",
        "expiry",
        "lastActive",
        "sessionHandle",
        "tenantId",
        "timeCreated",
        "userAgent",
    ];
    assert_eq!(members, expected);
    phone.sign_out().await?.expect_ok()?;
    assert_eq!(list(&mut laptop, "").await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_expired_session_is_not_listed_and_a_tenant_filters() -> Result<()> {
    let app = TestApp::new().await?;
    let idle = app.signed_in().await?;
    sqlx::query("UPDATE sessions SET expires_at = $1")
        .bind(app.now().as_millis())
        .execute(app.sql())
        .await?;
    let mut browser = app.signed_in().await?;
    let sessions = list(&mut browser, "").await?;
    assert!(sessions.iter().all(|entry| entry["sessionHandle"] != json!(handle(&idle).ok())));
    assert_eq!(list(&mut browser, "?tenantId=public").await?.len(), 1);
    assert_eq!(list(&mut browser, "?tenantId=acme").await?.len(), 0);
    for bad in ["?tenantId=a%20b", "?after=x", "?after=1.", "?after=x.y"] {
        let reply = browser.get(&format!("/api/sessions{bad}")).await?;
        assert_eq!(reply.outcome(), (400, Some(ErrorType::BadRequest)), "{bad}");
    }
    Ok(())
}

#[tokio::test]
async fn pages_follow_each_other_and_leave_nobody_out() -> Result<()> {
    let app = TestApp::with(&[("MAX_SESSIONS_PER_USER", "200")]).await?;
    let mut browser = app.signed_in().await?;
    let user = browser.session()?.uid;
    // Many of one moment: the page's edge must fall between two of them.
    for _ in 0..130 {
        let new = session::NewSession::of(user.clone(), shared::TenantId::public());
        app.state.sessions.create_new_session(new).await?;
    }
    let (mut seen, mut query, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let page = browser.get(&format!("/api/sessions{query}")).await?.expect_ok()?.json()?;
        for entry in page["sessions"].as_array().context("a list")? {
            seen.push(entry["sessionHandle"].as_str().context("a text")?.to_owned());
        }
        pages += 1;
        assert!(pages < 200, "no end");
        let Some(after) = page["after"].as_str() else { break };
        query = format!("?after={after}");
    }
    assert!(pages > 1, "one page only");
    assert_eq!(seen.len(), 131);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 131);
    Ok(())
}

#[tokio::test]
async fn a_foreign_handle_is_answered_like_an_unknown_one() -> Result<()> {
    let app = TestApp::new().await?;
    let mut ada = app.browser();
    ada.sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    let mut acme = app.browser();
    acme.post_form("/auth/acme/signup", "ada@example.com", PASSWORD).await?.expect_ok()?;
    let mut browser = app.signed_in().await?;
    let unknown = "71b4ce30-60c8-414f-b534-6815b762de86".to_owned();
    let (data, payload) = (json!({"data": {"x": 1}}), json!({"payload": {"x": 1}}));
    for victim in [handle(&ada)?, handle(&acme)?, "x".to_owned(), "x".repeat(500), "%00".to_owned()]
    {
        let calls = |handle: &str| {
            let path = format!("/api/sessions/{handle}");
            [
                delete(&path),
                Call::get(format!("{path}/data")),
                Call::put(format!("{path}/data")).json(&data),
                Call::get(format!("{path}/payload")),
                Call::put(format!("{path}/payload")).json(&payload),
                Call::new(Method::PATCH, format!("{path}/data")).json(&data),
                Call::new(Method::PATCH, format!("{path}/payload")).json(&payload),
            ]
        };
        for (foreign, nobody) in calls(&victim).into_iter().zip(calls(&unknown)) {
            let (foreign, nobody) = (browser.send(foreign).await?, browser.send(nobody).await?);
            assert_eq!(foreign.outcome(), (404, Some(ErrorType::NotFound)), "{victim}");
            assert_eq!((foreign.status, &foreign.body), (nobody.status, &nobody.body));
            assert_eq!(foreign.headers, nobody.headers);
        }
    }
    for owner in [&mut ada, &mut acme] {
        assert_eq!(owner.get("/api/session/data").await?.json()?, json!({"data": {}}));
        owner.refresh().await?.expect_ok()?;
    }
    Ok(())
}

#[tokio::test]
async fn data_and_payload_of_an_own_session_are_read_and_changed() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut here, mut there) = (app.signed_in().await?, app.signed_in().await?);
    let path = format!("/api/sessions/{}", handle(&there)?);
    let data = json!({"data": {"theme": "dark"}});
    here.put_json(&format!("{path}/data"), &data).await?.expect_ok()?;
    assert_eq!(here.get(&format!("{path}/data")).await?.json()?, data);
    assert_eq!(there.get("/api/session/data").await?.json()?, data);
    let payload = json!({"payload": {"n": 1}});
    let put = here.put_json(&format!("{path}/payload"), &payload).await?.expect_ok()?;
    assert!(put.says_nothing_of_the_session(), "it is another session's payload");
    assert_eq!(put.json()?, payload);
    // The other browser sees it at its next refresh.
    assert_eq!(there.session()?.up.get("user"), None);
    there.refresh().await?.expect_ok()?;
    assert_eq!(there.session()?.up["user"], json!({"n": 1}));
    Ok(())
}

#[tokio::test]
async fn ending_others_needs_a_recent_sign_in_and_listing_does_not() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut here, there) = (app.signed_in().await?, app.signed_in().await?);
    let path = format!("/api/sessions/{}", handle(&there)?);
    app.pass_seconds(15 * 60 + 1);
    for call in [delete("/api/sessions"), delete(&path)] {
        let reply = here.send(call).await?;
        assert_eq!(reply.outcome(), (403, Some(ErrorType::Reauthenticate)));
        assert!(reply.says_nothing_of_the_session());
    }
    assert_eq!(list(&mut here, "").await?.len(), 2);
    // A refresh is no sign-in.
    here.refresh().await?.expect_ok()?;
    assert_eq!(here.send(delete("/api/sessions")).await?.status, 403);
    let confirm = json!({"password": DEMO_PASSWORD});
    here.post_json("/api/account/confirm", &confirm).await?.expect_ok()?;
    let revoked = here.send(delete("/api/sessions")).await?.expect_ok()?;
    assert_eq!(revoked.json()?["revoked"], json!([handle(&there)?]));
    assert_eq!(list(&mut here, "").await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn the_own_session_may_always_be_ended_and_the_reply_clears_it() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    app.pass_seconds(20 * 60);
    let path = format!("/api/sessions/{}", handle(&browser)?);
    browser.send(delete(path)).await?.expect_ok()?;
    assert!(browser.jar.is_empty() && browser.front_token.is_none());
    assert_eq!(app.session_count().await?, 0);
    Ok(())
}
