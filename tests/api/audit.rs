//! The audit log: however a session ends, it says so, by the session's hash (security rule 11.1).

use anyhow::{Context, Result};
use axum::http::Method;
use serde_json::json;
use tests::{Call, Client, Log, PASSWORD, TestApp};

const EMAIL: &str = "ada@example.com";

/// The sessions that an event was logged of, by their hashes.
fn sessions_of(log: &Log, event: &str) -> Vec<String> {
    let event = format!(r#"event="{event}""#);
    let lines = log.text();
    let lines = lines.lines().filter(|line| line.contains("audit:") && line.contains(&event));
    let mut hashes: Vec<_> = lines
        .filter_map(|line| Some(line.split_once(" session=\"")?.1.trim_end_matches('"').to_owned()))
        .collect();
    hashes.sort();
    hashes
}

/// A browser of Ada's, in which she has just signed in, and its session's hash.
async fn sign_in(app: &TestApp, log: &Log) -> Result<(Client, String)> {
    let before = sessions_of(log, "session_created");
    let mut browser = app.browser();
    browser.sign_in(EMAIL, PASSWORD).await?.expect_ok()?;
    let mut after = sessions_of(log, "session_created");
    after.retain(|hash| !before.contains(hash));
    Ok((browser, after.pop().context("a line of its own")?))
}

async fn app() -> Result<TestApp> {
    let app = TestApp::new().await?;
    let mut browser = app.browser();
    browser.sign_up(EMAIL, PASSWORD).await?.expect_ok()?;
    browser.sign_out().await?.expect_ok()?;
    Ok(app)
}

#[tokio::test]
async fn a_sign_in_names_the_session_that_it_replaces() -> Result<()> {
    let app = app().await?;
    let (log, _guard) = Log::collect();
    let (mut browser, first) = sign_in(&app, &log).await?;
    browser.sign_in(EMAIL, PASSWORD).await?.expect_ok()?;
    assert_eq!(app.session_count().await?, 1);
    assert_eq!(sessions_of(&log, "session_revoked"), [first]);
    assert_eq!(sessions_of(&log, "session_created").len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_changed_password_names_itself_and_the_sessions_that_end() -> Result<()> {
    let app = app().await?;
    let (log, _guard) = Log::collect();
    let (mut here, own) = sign_in(&app, &log).await?;
    let (_, other) = sign_in(&app, &log).await?;
    for (current, status) in [("not the password", 400), (PASSWORD, 200)] {
        let body = json!({"currentPassword": current, "newPassword": "another correct horse"});
        assert_eq!(sessions_of(&log, "password_changed"), [""; 0]);
        let reply = here.post_json("/api/account/password", &body).await?;
        assert_eq!(reply.status, status, "{}", reply.text());
    }
    assert_eq!(sessions_of(&log, "password_changed"), [own]);
    assert_eq!(sessions_of(&log, "session_revoked"), [other]);
    Ok(())
}

#[tokio::test]
async fn a_deleted_account_names_itself_and_all_its_sessions() -> Result<()> {
    let app = app().await?;
    let (log, _guard) = Log::collect();
    let (mut here, own) = sign_in(&app, &log).await?;
    let (_, other) = sign_in(&app, &log).await?;
    here.send(Call::new(Method::DELETE, "/api/account")).await?.expect_ok()?;
    assert_eq!(sessions_of(&log, "account_deleted"), std::slice::from_ref(&own));
    let mut both = [own, other];
    both.sort();
    let revoked = sessions_of(&log, "session_revoked");
    assert!(both.iter().all(|hash| revoked.contains(hash)), "{revoked:?}");
    Ok(())
}
