//! GET /api/account and GET /api/account/export: who one is, and all of one's data.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::{Database, PASSWORD, TestApp};

use crate::account::{EMAIL, NEW, ada, change};
use crate::user_tenants::{ada_in_two, app, user_of};

async fn the_account_says_who_one_is(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let joined = app.now();
    let (mut here, _) = ada_in_two(&app).await?;
    let mut expected = json!({
        "id": user_of(&here)?, "email": EMAIL, "tenantIds": ["acme", "public"],
        "timeJoined": joined, "passwordChanged": null,
    });
    let reply = here.get("/api/account").await?.expect_ok()?;
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.json()?, expected);
    app.pass_seconds(60);
    change(&mut here, PASSWORD, NEW).await?.expect_ok()?;
    expected["passwordChanged"] = json!(app.now());
    assert_eq!(here.get("/api/account").await?.expect_ok()?.json()?, expected);
    Ok(())
}

async fn the_export_has_everything_of_the_caller_and_no_secret(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let (mut here, mut there) = ada_in_two(&app).await?;
    app.signed_in()
        .await?
        .put_json("/api/session/data", &json!({"data": {"x": "of-demo"}}))
        .await?;
    there.put_json("/api/session/data", &json!({"data": {"theme": "dark"}})).await?.expect_ok()?;
    let reply = here.get("/api/account/export").await?.expect_ok()?;
    assert_eq!(reply.header("content-disposition"), Some("attachment; filename=\"account.json\""));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let all: Value = reply.json()?;
    assert_eq!(all["exportedAt"], json!(app.now()));
    assert_eq!(all["account"], here.get("/api/account").await?.json()?);
    let listed = here.get("/api/sessions").await?.json()?["sessions"].clone();
    let sessions = all["sessions"]["entries"].as_array().context("a list")?;
    let shown: Vec<_> = sessions.iter().map(|one| one["session"].clone()).collect();
    assert_eq!(json!(shown), listed);
    assert!(sessions.iter().any(|one| one["data"] == json!({"theme": "dark"})));
    let activity = here.get("/api/activity").await?.json()?["entries"].clone();
    assert_eq!(all["activity"], json!({"isComplete": true, "entries": activity}));
    for secret in ["argon2", "seed", &here.access()?, &there.refresh_text()?, "of-demo"] {
        assert!(!reply.text().contains(secret), "{secret}");
    }
    Ok(())
}

tests::on_both_engines!(
    the_account_says_who_one_is,
    the_export_has_everything_of_the_caller_and_no_secret,
);

#[tokio::test]
async fn an_export_has_all_sessions_and_not_the_first_page_alone() -> Result<()> {
    let app = TestApp::new().await?;
    let mut here = ada(&app).await?;
    for _ in 0..45 {
        let new = session::NewSession::of(user_of(&here)?, "public".parse()?);
        app.state.sessions.create_new_session(new).await?;
    }
    let all = here.get("/api/account/export").await?.expect_ok()?.json()?;
    assert_eq!(all["sessions"]["entries"].as_array().context("a list")?.len(), 46);
    Ok(())
}
