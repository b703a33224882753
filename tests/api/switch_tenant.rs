//! POST /api/tenants/{tenantId}/switch: a session in another tenant in the place of this one. And GET
//! /api/tenants. On both engines.

use anyhow::{Context, Result};
use axum::http::Method;
use serde_json::{Value, json};
use session::store::sessions::{self, SessionRow};
use shared::{ErrorType, TokenTransfer};
use tests::{Call, Client, Database, PASSWORD, Reply, TestApp};

use crate::user_tenants::{ada_in_two, app, tenant, user_of};

const GONE: (u16, Option<ErrorType>) = (401, Some(ErrorType::Unauthorised));

async fn switch(client: &mut Client, to: &str) -> Result<Reply> {
    client.send(Call::post(format!("/api/tenants/{to}/switch"))).await
}

async fn row(app: &TestApp, client: &Client) -> Result<SessionRow> {
    let handle = client.session()?.session_handle().context("a handle")?;
    sessions::find(&app.state.db, &handle).await?.context("a row")
}

async fn a_session_there_takes_the_place_of_this_one(database: Database) -> Result<()> {
    let app = app(&database).await?;
    for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
        let mut demo = app.signed_in_by(mode).await?;
        let user = user_of(&demo)?;
        demo.put_json("/api/session/data", &json!({"data": {"a": 1}})).await?.expect_ok()?;
        demo.put_json("/api/session/payload", &json!({"payload": {"a": 1}})).await?.expect_ok()?;
        let before = demo.clone();
        let reply = switch(&mut demo, "acme").await?.expect_ok()?;
        assert_eq!(reply.json()?, json!({"userId": user, "tenantId": "acme"}));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        let seen = demo.get("/getSession").await?.expect_ok()?.json()?;
        assert_eq!((&seen["tenantId"], &seen["userId"]), (&json!("acme"), &json!(user)));
        assert_ne!(demo.session()?.session_handle(), before.session()?.session_handle());
        // What the session before held may hold in its tenant alone.
        let data = demo.get("/api/session/data").await?.expect_ok()?.json()?;
        assert_eq!(data, json!({"data": {}}));
        assert_eq!(demo.session()?.up.get("user"), None);
        let all = app.state.sessions.get_all_session_handles_for_user(&user, None).await?;
        assert_eq!(all, [demo.session()?.session_handle().context("a handle")?], "{mode:?}");
        assert_eq!(before.clone().refresh().await?.outcome(), GONE);
        demo.refresh().await?.expect_ok()?;
        assert_eq!(demo.session()?.tenant_id(), tenant("acme")?);
        demo.sign_out().await?.expect_ok()?;
    }
    Ok(())
}

async fn it_is_no_sign_in_and_moves_no_end(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let mut demo = app.signed_in().await?;
    let before = row(&app, &demo).await?;
    app.pass_seconds(10 * 60);
    for to in ["acme", "globex"] {
        switch(&mut demo, to).await?.expect_ok()?;
    }
    let after = row(&app, &demo).await?;
    assert_eq!(after.confirmed_at, before.confirmed_at);
    assert_eq!(after.absolute_expires_at, before.absolute_expires_at);
    assert_eq!((after.generation, after.created_at), (0, app.now()));
    assert_ne!(after.seed, before.seed);
    app.pass_seconds(5 * 60 + 1);
    let asked = (403, Some(ErrorType::Reauthenticate));
    let late = demo.send(Call::new(Method::DELETE, "/api/sessions")).await?;
    assert_eq!(late.outcome(), asked);
    // An access token that was handed to another service is not enough for a session of its own.
    assert_eq!(switch(&mut demo, "acme").await?.outcome(), asked);
    Ok(())
}

async fn a_tenant_of_others_is_answered_like_one_that_is_not_there(
    database: Database,
) -> Result<()> {
    let app = app(&database).await?;
    let (mut ada, _) = ada_in_two(&app).await?;
    let before = row(&app, &ada).await?;
    let unknown = switch(&mut ada, "nowhere").await?;
    assert_eq!(unknown.outcome(), (404, Some(ErrorType::NotFound)));
    for name in ["globex", "a_b", "%00", &"x".repeat(300)] {
        let reply = switch(&mut ada, name).await?;
        assert_eq!((reply.status, &reply.body), (unknown.status, &unknown.body), "{name}");
        assert_eq!(reply.headers, unknown.headers, "{name}");
        assert!(reply.says_nothing_of_the_session());
    }
    assert_eq!(row(&app, &ada).await?.seed, before.seed);
    switch(&mut ada, "acme").await?.expect_ok()?;
    Ok(())
}

async fn it_needs_the_anti_csrf_proof_and_a_post(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let mut demo = app.signed_in().await?;
    let call = Call::post("/api/tenants/acme/switch");
    let reply = demo.send(call.clone().without("rid")).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    let foreign = demo.send(call.header("origin", "http://evil.test")).await?;
    assert_eq!(foreign.status, 403);
    assert_eq!(demo.get("/api/tenants/acme/switch").await?.status, 405);
    assert_eq!(row(&app, &demo).await?.tenant_id, tenant("public")?);
    // By token, too: the new session is protected as the one before was.
    let app = TestApp::with(&[("DATABASE_URL", &database.url), ("ANTI_CSRF", "via_token")]).await?;
    let mut demo = app.signed_in().await?;
    let first = demo.anti_csrf.clone();
    switch(&mut demo, "acme").await?.expect_ok()?;
    assert!(demo.anti_csrf.is_some() && demo.anti_csrf != first);
    switch(&mut demo, "globex").await?.expect_ok()?;
    Ok(())
}

async fn of_two_switches_at_once_one_session_is_left(database: Database) -> Result<()> {
    let app = app(&database).await?;
    for _ in 0..5 {
        let demo = app.signed_in().await?;
        let user = user_of(&demo)?;
        let (mut one, mut other) = (demo.clone(), demo);
        let (a, b) = tokio::join!(switch(&mut one, "acme"), switch(&mut other, "globex"));
        let mut outcomes = [a?.outcome(), b?.outcome()];
        outcomes.sort_by_key(|outcome| outcome.0);
        assert_eq!(outcomes, [(200, None), GONE]);
        assert_eq!(app.state.sessions.revoke_all_sessions_for_user(&user, None).await?.len(), 1);
    }
    Ok(())
}

fn names(list: &Value, of: &str) -> Vec<String> {
    let entries = list[of].as_array().cloned().unwrap_or_default();
    let name = |entry: &Value| entry["tenantId"].as_str().or(entry.as_str()).map(str::to_owned);
    entries.iter().filter_map(name).collect()
}

async fn visitors_learn_of_the_listed_tenants_and_users_of_their_own(
    database: Database,
) -> Result<()> {
    let app = app(&database).await?;
    let list = app.browser().get("/api/tenants").await?.expect_ok()?;
    assert_eq!(list.header("cache-control"), Some("no-store"));
    let list = list.json()?;
    assert_eq!(names(&list, "listed"), ["acme", "globex", "public"]);
    assert_eq!(list["listed"][0], json!({"tenantId": "acme", "signUp": true}));
    assert_eq!(names(&list, "own"), [""; 0]);
    let (mut ada, _) = ada_in_two(&app).await?;
    let list = ada.get("/api/tenants").await?.expect_ok()?.json()?;
    assert_eq!(names(&list, "own"), ["acme", "public"]);
    Ok(())
}

async fn production_lists_the_default_tenant_alone(database: Database) -> Result<()> {
    let app = TestApp::with(&[
        ("DATABASE_URL", &database.url),
        ("RUN_MODE", "production"),
        ("API_DOMAIN", "https://app.example.com"),
        ("WEBSITE_DOMAIN", "https://app.example.com"),
    ])
    .await?;
    tests::rows::insert_tenant(&app.state.db, "initech").await?;
    let list = app.browser().get("/api/tenants").await?.expect_ok()?.json()?;
    assert_eq!(names(&list, "listed"), ["public"]);
    // Who knows the name of another signs up there all the same.
    let path = "/auth/initech/signup";
    let reply = app.browser().post_form(path, "ada@example.com", PASSWORD).await?.expect_ok()?;
    assert_eq!(reply.json()?["status"], "OK");
    Ok(())
}

tests::on_both_engines!(
    a_session_there_takes_the_place_of_this_one,
    it_is_no_sign_in_and_moves_no_end,
    a_tenant_of_others_is_answered_like_one_that_is_not_there,
    it_needs_the_anti_csrf_proof_and_a_post,
    of_two_switches_at_once_one_session_is_left,
    visitors_learn_of_the_listed_tenants_and_users_of_their_own,
    production_lists_the_default_tenant_alone,
);
