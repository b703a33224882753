//! A tenant that is closed to sign-ups (finding B5).

use anyhow::Result;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use serde_json::{Value, json};
use shared::ErrorType;
use tests::{Call, PASSWORD, Reply, TestApp};

async fn close(app: &TestApp, tenant: &str) -> Result<()> {
    let close = sqlx::query("UPDATE tenants SET sign_up = 'closed' WHERE tenant_id = $1");
    assert_eq!(close.bind(tenant).execute(app.sql()).await?.rows_affected(), 1);
    Ok(())
}

async fn sign_up(app: &TestApp, tenant: &str, email: &str) -> Result<Reply> {
    app.browser().post_form(&format!("/auth/{tenant}/signup"), email, PASSWORD).await
}

async fn user_count(app: &TestApp) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM users").fetch_one(app.sql()).await?)
}

#[tokio::test]
async fn a_closed_tenant_refuses_sign_ups_with_a_reason_and_makes_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let users = user_count(&app).await?;
    for tenant in ["acme", "public"] {
        close(&app, tenant).await?;
        let reply = sign_up(&app, tenant, "ada@example.com").await?.expect_ok()?;
        let body: Value = reply.json()?;
        assert_eq!(body["status"], "SIGN_UP_NOT_ALLOWED");
        assert_eq!(
            body,
            json!({
                "status": "SIGN_UP_NOT_ALLOWED", "reason": backend::account::SIGN_UP_CLOSED,
            })
        );
        assert!(reply.says_nothing_of_the_session());
        // An address that is taken is answered like one that is free.
        let taken = sign_up(&app, tenant, DEMO_EMAIL).await?.expect_ok()?.json()?;
        assert_eq!(taken, body);
    }
    assert_eq!((user_count(&app).await?, app.session_count().await?), (users, 0));
    let elsewhere = sign_up(&app, "globex", "ada@example.com").await?.expect_ok()?.json()?;
    assert_eq!(elsewhere["status"], "OK");
    Ok(())
}

#[tokio::test]
async fn its_users_sign_in_as_before_and_malformed_forms_are_400() -> Result<()> {
    let app = TestApp::new().await?;
    close(&app, "acme").await?;
    let mut browser = app.browser();
    let reply = browser.post_form("/auth/acme/signin", DEMO_EMAIL, DEMO_PASSWORD).await?;
    assert_eq!(reply.json()?["status"], "OK");
    browser.refresh().await?.expect_ok()?;
    let call = Call::post("/auth/acme/signup").json(&json!({"formFields": 1}));
    assert_eq!(app.send(call).await?.outcome(), (400, Some(ErrorType::BadRequest)));
    let reply = sign_up(&app, "acme", "no address").await?.expect_ok()?;
    assert_eq!(reply.json()?["status"], "FIELD_ERROR");
    Ok(())
}

/// Hashing is what a sign-up costs. With the hashing threads busy and their queue full it would be
/// a 503.
#[tokio::test]
async fn a_closed_tenants_sign_up_costs_no_hash() -> Result<()> {
    let app = TestApp::with(&[("HASH_PERMITS", "1")]).await?;
    close(&app, "acme").await?;
    let storm = (0..200).map(|n| {
        let app = app.clone();
        async move { sign_up(&app, "acme", &format!("user{n}@example.com")).await?.expect_ok() }
    });
    for reply in futures_util::future::join_all(storm).await {
        assert_eq!(reply?.json()?["status"], "SIGN_UP_NOT_ALLOWED");
    }
    Ok(())
}

#[tokio::test]
async fn a_tenant_is_closed_unless_it_is_opened_and_public_is_open() -> Result<()> {
    let app = TestApp::new().await?;
    let insert = "INSERT INTO tenants (tenant_id, created_at) VALUES ('initech', 1)";
    sqlx::query(insert).execute(app.sql()).await?;
    let reply = sign_up(&app, "initech", "ada@example.com").await?.expect_ok()?;
    assert_eq!(reply.json()?["status"], "SIGN_UP_NOT_ALLOWED");
    for open in ["public", "acme", "globex"] {
        let reply = sign_up(&app, open, "ada@example.com").await?.expect_ok()?;
        assert_eq!(reply.json()?["status"], "OK", "{open}");
    }
    Ok(())
}
