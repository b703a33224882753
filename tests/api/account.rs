//! /api/account: change the password, give it again, delete everything.

use anyhow::Result;
use axum::http::Method;
use serde_json::json;
use shared::ErrorType;
use tests::{Call, Client, PASSWORD, Reply, TestApp};

pub(crate) const EMAIL: &str = "ada@example.com";
pub(crate) const NEW: &str = "another correct horse";

pub(crate) async fn ada(app: &TestApp) -> Result<Client> {
    let mut browser = app.browser();
    browser.sign_up(EMAIL, PASSWORD).await?.expect_ok()?;
    Ok(browser)
}

pub(crate) async fn change(client: &mut Client, current: &str, new: &str) -> Result<Reply> {
    let body = json!({"currentPassword": current, "newPassword": new});
    client.post_json("/api/account/password", &body).await
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions_and_replaces_the_old_one() -> Result<()> {
    let app = TestApp::new().await?;
    let mut here = ada(&app).await?;
    let mut there = app.browser();
    there.sign_in(EMAIL, PASSWORD).await?.expect_ok()?;
    change(&mut here, PASSWORD, NEW).await?.expect_ok()?;
    here.refresh().await?.expect_ok()?;
    assert_eq!(there.refresh().await?.outcome(), (401, Some(ErrorType::Unauthorised)));
    let old = app.browser().sign_in(EMAIL, PASSWORD).await?;
    assert_eq!(old.json()?["status"], "WRONG_CREDENTIALS_ERROR");
    let new = app.browser().sign_in(EMAIL, NEW).await?;
    assert_eq!(new.json()?["status"], "OK");
    Ok(())
}

#[tokio::test]
async fn a_wrong_or_weak_password_changes_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = ada(&app).await?;
    for (current, new) in [("not the password", NEW), (PASSWORD, "short"), (PASSWORD, "")] {
        let reply = change(&mut browser, current, new).await?;
        assert!(reply.status.is_client_error(), "{}", reply.text());
        assert!(reply.error_type().is_some() && reply.says_nothing_of_the_session());
    }
    let still = app.browser().sign_in(EMAIL, PASSWORD).await?;
    assert_eq!(still.json()?["status"], "OK");
    Ok(())
}

#[tokio::test]
async fn changing_and_deleting_need_a_recent_sign_in() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = ada(&app).await?;
    app.pass_seconds(15 * 60 + 1);
    let changed = change(&mut browser, PASSWORD, NEW).await?;
    let deleted = browser.send(Call::new(Method::DELETE, "/api/account")).await?;
    for reply in [changed, deleted] {
        assert_eq!(reply.outcome(), (403, Some(ErrorType::Reauthenticate)));
    }
    let wrong = browser.post_json("/api/account/confirm", &json!({"password": "wrong"})).await?;
    assert!(wrong.status.is_client_error() && wrong.status != 401, "{}", wrong.status);
    assert_eq!(change(&mut browser, PASSWORD, NEW).await?.status, 403);
    let confirm = json!({"password": PASSWORD});
    browser.post_json("/api/account/confirm", &confirm).await?.expect_ok()?;
    change(&mut browser, PASSWORD, NEW).await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_deleted_account_takes_all_its_sessions_along() -> Result<()> {
    let app = TestApp::new().await?;
    let mut here = ada(&app).await?;
    let mut there = app.browser();
    there.sign_in(EMAIL, PASSWORD).await?.expect_ok()?;
    let before = app.state.db.query_count();
    here.send(Call::new(Method::DELETE, "/api/account")).await?.expect_ok()?;
    // The caller's row, the user, the user's sessions: and none to clear the cookies.
    assert_eq!(app.state.db.query_count() - before, 3);
    assert!(here.jar.is_empty() && here.front_token.is_none());
    assert_eq!(app.session_count().await?, 0);
    assert_eq!(there.refresh().await?.outcome(), (401, Some(ErrorType::Unauthorised)));
    let gone = app.browser().sign_in(EMAIL, PASSWORD).await?;
    assert_eq!(gone.json()?["status"], "WRONG_CREDENTIALS_ERROR");
    // And the address is free.
    let again = app.browser().sign_up(EMAIL, PASSWORD).await?;
    assert_eq!(again.json()?["status"], "OK");
    Ok(())
}
