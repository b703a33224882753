//! What a first start in development fills the database with.

use anyhow::{Context, Result};
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use serde_json::json;
use tests::{Log, TestApp};

/// A database as before its first start, but for the migrations.
async fn empty() -> Result<TestApp> {
    let app = TestApp::new().await?;
    sqlx::query("DELETE FROM users").execute(app.sql()).await?;
    sqlx::query("DELETE FROM tenants WHERE tenant_id <> 'public'").execute(app.sql()).await?;
    Ok(app)
}

/// The demo user does not get into one of the tenants.
async fn no_room_at_acme(app: &TestApp) -> Result<()> {
    let trigger = "CREATE TRIGGER at_acme BEFORE INSERT ON user_tenants \
                   WHEN NEW.tenant_id = 'acme' BEGIN SELECT RAISE(ABORT, 'no room'); END";
    sqlx::query(trigger).execute(app.sql()).await?;
    Ok(())
}

async fn user_count(app: &TestApp) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM users").fetch_one(app.sql()).await?)
}

#[tokio::test]
async fn a_start_that_was_cut_short_leaves_none_and_the_next_makes_all() -> Result<()> {
    let app = empty().await?;
    no_room_at_acme(&app).await?;
    assert!(app.restart().await.is_err());
    assert_eq!(user_count(&app).await?, 0);
    sqlx::query("DROP TRIGGER at_acme").execute(app.sql()).await?;
    let app = app.restart().await?;
    for path in ["/auth/signin", "/auth/acme/signin", "/auth/globex/signin"] {
        let reply = app.browser().post_form(path, DEMO_EMAIL, DEMO_PASSWORD).await?;
        assert_eq!(reply.json()?["status"], "OK", "{path}");
        assert_eq!(reply.json()?["user"]["tenantIds"], json!(["acme", "globex", "public"]));
    }
    assert_eq!(user_count(&app).await?, 1, "one user, in three tenants");
    Ok(())
}

#[tokio::test]
async fn the_log_says_who_was_made_and_where() -> Result<()> {
    let app = empty().await?;
    let (log, _guard) = Log::collect();
    app.restart().await?;
    let said =
        format!("{DEMO_EMAIL} with the password {DEMO_PASSWORD}, in the tenants public, acme");
    assert!(log.text().contains(&said), "{}", log.text());
    app.restart().await?;
    assert_eq!(log.text().matches(&said).count(), 1, "and not when they are there");
    Ok(())
}

#[tokio::test]
async fn where_there_is_a_user_nobody_is_added() -> Result<()> {
    let app = empty().await?;
    app.browser().sign_up("ada@example.com", DEMO_PASSWORD).await?.expect_ok()?;
    app.restart().await?;
    assert_eq!(user_count(&app).await?, 1);
    Ok(())
}

const PRODUCTION: [(&str, &str); 3] = [
    ("RUN_MODE", "production"),
    ("API_DOMAIN", "https://app.example.com"),
    ("WEBSITE_DOMAIN", "https://app.example.com"),
];

#[tokio::test]
async fn a_production_start_is_refused_while_one_has_the_public_password() -> Result<()> {
    let app = TestApp::new().await?;
    let twin = "INSERT INTO users SELECT 'u2', email, password_hash, 1, NULL FROM users";
    sqlx::query(twin).execute(app.sql()).await?;
    let elsewhere = "UPDATE user_tenants SET user_id = 'u2' WHERE tenant_id = 'acme'";
    sqlx::query(elsewhere).execute(app.sql()).await?;
    let demo: String = sqlx::query_scalar("SELECT user_id FROM users WHERE user_id <> 'u2'")
        .fetch_one(app.sql())
        .await?;
    let refused = app.restart_with(&PRODUCTION).await.err().context("refused")?.to_string();
    let command = |id: &str| format!("backend users delete --id {id}");
    for id in [demo.as_str(), "u2"] {
        assert_eq!(refused.matches(&command(id)).count(), 1, "{refused}");
    }
    sqlx::query("DELETE FROM users WHERE user_id <> 'u2'").execute(app.sql()).await?;
    let refused = app.restart_with(&PRODUCTION).await.err().context("refused")?.to_string();
    assert!(refused.contains(&command("u2")) && !refused.contains(&demo), "{refused}");
    sqlx::query("DELETE FROM users").execute(app.sql()).await?;
    app.restart_with(&PRODUCTION).await?;
    Ok(())
}

#[tokio::test]
async fn a_demo_user_with_another_password_may_stay() -> Result<()> {
    let app = TestApp::new().await?;
    let mut demo = app.signed_in().await?;
    let change = json!({"currentPassword": DEMO_PASSWORD, "newPassword": tests::PASSWORD});
    demo.post_json("/api/account/password", &change).await?.expect_ok()?;
    app.restart_with(&PRODUCTION).await?;
    Ok(())
}
