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

/// What happens to the demo user of one tenant: `RAISE(…)`.
async fn at_acme(app: &TestApp, what: &'static str) -> Result<()> {
    let trigger = format!(
        "CREATE TRIGGER at_acme BEFORE INSERT ON users WHEN NEW.tenant_id = 'acme' \
         BEGIN SELECT {what}; END"
    );
    sqlx::query(sqlx::AssertSqlSafe(trigger)).execute(app.sql()).await?;
    Ok(())
}

async fn user_count(app: &TestApp) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM users").fetch_one(app.sql()).await?)
}

#[tokio::test]
async fn a_start_that_was_cut_short_leaves_none_and_the_next_makes_all() -> Result<()> {
    let app = empty().await?;
    at_acme(&app, "RAISE(ABORT, 'no room')").await?;
    assert!(app.restart().await.is_err());
    assert_eq!(user_count(&app).await?, 0);
    sqlx::query("DROP TRIGGER at_acme").execute(app.sql()).await?;
    let app = app.restart().await?;
    for path in ["/auth/signin", "/auth/acme/signin", "/auth/globex/signin"] {
        let reply = app.browser().post_form(path, DEMO_EMAIL, DEMO_PASSWORD).await?;
        assert_eq!(reply.json()?["status"], "OK", "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn the_log_names_those_that_were_made() -> Result<()> {
    let app = empty().await?;
    at_acme(&app, "RAISE(IGNORE)").await?;
    let (log, _guard) = Log::collect();
    app.restart().await?;
    let named = |tenant: &str| log.text().contains(&format!("{DEMO_PASSWORD} in tenant {tenant}"));
    assert_eq!(["public", "acme", "globex"].map(named), [true, false, true]);
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
    let refused = app.restart_with(&PRODUCTION).await.err().context("refused")?.to_string();
    for tenant in ["public", "acme", "globex"] {
        let command = format!("backend users delete --email demo@example.com --tenant {tenant}");
        assert!(refused.contains(&command), "{refused}");
    }
    sqlx::query("DELETE FROM users WHERE tenant_id <> 'acme'").execute(app.sql()).await?;
    let refused = app.restart_with(&PRODUCTION).await.err().context("refused")?.to_string();
    assert!(refused.contains("--tenant acme") && !refused.contains("globex"), "{refused}");
    sqlx::query("DELETE FROM users").execute(app.sql()).await?;
    app.restart_with(&PRODUCTION).await?;
    Ok(())
}

#[tokio::test]
async fn a_demo_user_with_another_password_may_stay() -> Result<()> {
    let app = TestApp::new().await?;
    sqlx::query("DELETE FROM users WHERE tenant_id <> 'public'").execute(app.sql()).await?;
    let mut demo = app.signed_in().await?;
    let change = json!({"currentPassword": DEMO_PASSWORD, "newPassword": tests::PASSWORD});
    demo.post_json("/api/account/password", &change).await?.expect_ok()?;
    app.restart_with(&PRODUCTION).await?;
    Ok(())
}
