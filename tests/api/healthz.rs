//! GET /healthz, and the headers that every reply carries.

use anyhow::Result;
use tests::{Call, TestApp};

#[tokio::test]
async fn says_ok_without_a_session_or_the_database() -> Result<()> {
    let app = TestApp::new().await?;
    app.state.db.close().await;
    let reply = app.send(Call::get("/healthz")).await?.expect_ok()?;
    assert_eq!(reply.text(), "ok");
    Ok(())
}

#[tokio::test]
async fn every_reply_carries_the_browsers_instructions() -> Result<()> {
    let app = TestApp::new().await?;
    let calls = [
        Call::get("/healthz"),
        Call::get("/getSession"),
        Call::get("/api/nothing"),
        Call::post("/auth/signin").body("x"),
        Call::post("/auth/signin").header("origin", "http://evil.test"),
        Call::get("/").header("host", "evil.test"),
    ];
    for call in calls {
        let reply = app.send(call).await?;
        let policy = reply.header("content-security-policy").unwrap_or_default();
        for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert!(reply.header("referrer-policy").is_some());
        assert_eq!(reply.header("cross-origin-opener-policy"), Some("same-origin"));
        assert_eq!(reply.header("strict-transport-security"), None, "not over http");
    }
    Ok(())
}

#[tokio::test]
async fn no_reply_about_accounts_or_sessions_is_kept_by_a_cache() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let wrong = browser.sign_in("demo@example.com", "wrong").await?;
    let exists = browser.get("/auth/emailpassword/email/exists?email=a@b.co").await?;
    let replies = [
        wrong,
        exists,
        browser.get("/getSession").await?,
        browser.get("/api/session/data").await?,
        browser.get("/api/sessions").await?,
        app.browser().get("/getSession").await?,
        browser.refresh().await?,
        browser.sign_out().await?,
    ];
    for (number, reply) in replies.iter().enumerate() {
        assert_eq!(reply.header("cache-control"), Some("no-store"), "reply {number}");
    }
    Ok(())
}
