//! /api/account: the exact answers, what a change spares, and what a deletion takes along.

use std::time::Duration;

use anyhow::Result;
use axum::http::Method;
use serde_json::{Value, json};
use shared::{ErrorType, TokenTransfer};
use tests::{Call, Client, PASSWORD, Reply, TestApp};

use crate::account::{EMAIL, NEW, ada, change};

const QUARTER: Duration = Duration::from_mins(15);

async fn confirm(client: &mut Client, password: &str) -> Result<Reply> {
    client.post_json("/api/account/confirm", &json!({"password": password})).await
}

fn delete() -> Call {
    Call::new(Method::DELETE, "/api/account")
}

async fn signs_in(app: &TestApp, password: &str) -> Result<Value> {
    Ok(app.browser().sign_in(EMAIL, password).await?.expect_ok()?.json()?["status"].clone())
}

#[tokio::test]
async fn a_weak_password_is_400_with_the_rule_in_words() -> Result<()> {
    let app = TestApp::with(&[("PASSWORD_MIN_LENGTH", "12")]).await?;
    let mut browser = ada(&app).await?;
    for weak in ["", "x", "elevenchars"] {
        let reply = change(&mut browser, PASSWORD, weak).await?;
        assert_eq!(reply.outcome(), (400, Some(ErrorType::WeakPassword)), "{weak}");
        let message = reply.json()?["message"].clone();
        assert_eq!(message, "Password must contain at least 12 characters", "{weak}");
    }
    change(&mut browser, PASSWORD, "twelve chars").await?.expect_ok()?;
    assert_eq!(signs_in(&app, "twelve chars").await?, "OK");
    Ok(())
}

#[tokio::test]
async fn the_current_password_is_asked_and_a_wrong_one_is_400_and_changes_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = ada(&app).await?;
    let mut there = app.browser();
    there.sign_in(EMAIL, PASSWORD).await?.expect_ok()?;
    for wrong in ["", "wrong", "correct horse battery ", &"x".repeat(5000), "\u{0}"] {
        let reply = change(&mut browser, wrong, NEW).await?;
        assert_eq!(reply.outcome(), (400, Some(ErrorType::WrongPassword)), "{wrong}");
        assert!(reply.says_nothing_of_the_session());
        let reply = confirm(&mut browser, wrong).await?;
        assert_eq!(reply.outcome(), (400, Some(ErrorType::WrongPassword)), "{wrong}");
    }
    there.refresh().await?.expect_ok()?;
    assert_eq!(signs_in(&app, NEW).await?, "WRONG_CREDENTIALS_ERROR");
    Ok(())
}

#[tokio::test]
async fn a_change_keeps_this_session_and_its_data_and_ends_the_users_others_only() -> Result<()> {
    let app = TestApp::new().await?;
    let mut demo = app.signed_in().await?;
    let mut here = ada(&app).await?;
    let mut there = app.client(TokenTransfer::Header);
    there.sign_in(EMAIL, PASSWORD).await?.expect_ok()?;
    here.put_json("/api/session/data", &json!({"data": {"kept": 1}})).await?.expect_ok()?;
    let before = here.session()?;
    change(&mut here, PASSWORD, NEW).await?.expect_ok()?;
    here.refresh().await?.expect_ok()?;
    assert_eq!(here.session()?.session_handle(), before.session_handle());
    let data = here.get("/api/session/data").await?.expect_ok()?.json()?;
    assert_eq!(data, json!({"data": {"kept": 1}}));
    assert_eq!(there.refresh().await?.outcome(), (401, Some(ErrorType::Unauthorised)));
    demo.refresh().await?.expect_ok()?;
    // The password that was is no password any more, in any place that asks.
    assert_eq!(confirm(&mut here, PASSWORD).await?.error_type(), Some(ErrorType::WrongPassword));
    let back = change(&mut here, PASSWORD, PASSWORD).await?;
    assert_eq!(back.error_type(), Some(ErrorType::WrongPassword));
    assert_eq!(
        (signs_in(&app, PASSWORD).await?, signs_in(&app, NEW).await?),
        (json!("WRONG_CREDENTIALS_ERROR"), json!("OK"),)
    );
    Ok(())
}

#[tokio::test]
async fn the_new_password_may_be_typed_in_another_unicode_form() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = ada(&app).await?;
    change(&mut browser, PASSWORD, "pa\u{308}sswo\u{308}rter").await?.expect_ok()?;
    assert_eq!(signs_in(&app, "p\u{e4}ssw\u{f6}rter").await?, "OK");
    confirm(&mut browser, "p\u{e4}ssw\u{f6}rter").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_sign_in_with_the_old_password_during_the_change_survives_in_no_order() -> Result<()> {
    let app = TestApp::new().await?;
    let mut here = ada(&app).await?;
    let (mut old, mut new) = (PASSWORD.to_owned(), NEW.to_owned());
    for round in 0..4 {
        let mut racer = app.browser();
        let (changed, signed_in) =
            tokio::join!(change(&mut here, &old, &new), racer.sign_in(EMAIL, &old));
        changed?.expect_ok()?;
        if signed_in?.json()?["status"] == "OK" {
            assert_eq!(racer.refresh().await?.status, 401, "round {round}");
        }
        assert_eq!(app.session_count().await?, 1, "round {round}");
        std::mem::swap(&mut old, &mut new);
    }
    Ok(())
}

#[tokio::test]
async fn everything_here_is_fine_at_fifteen_minutes_and_refused_a_millisecond_later() -> Result<()>
{
    let app = TestApp::new().await?;
    let mut browser = ada(&app).await?;
    app.pass(QUARTER);
    // The current password was given with it, so it counts as a sign-in itself.
    change(&mut browser, PASSWORD, NEW).await?.expect_ok()?;
    app.pass(QUARTER);
    app.clock.advance(Duration::from_millis(1));
    let changed = change(&mut browser, NEW, PASSWORD).await?;
    let deleted = browser.send(delete()).await?;
    for reply in [changed, deleted] {
        assert_eq!(reply.outcome(), (403, Some(ErrorType::Reauthenticate)));
        assert!(reply.says_nothing_of_the_session());
    }
    assert_eq!(signs_in(&app, NEW).await?, "OK");
    Ok(())
}

#[tokio::test]
async fn a_confirmation_gives_fifteen_minutes_to_this_session_and_a_wrong_one_none() -> Result<()> {
    let app = TestApp::new().await?;
    let mut here = ada(&app).await?;
    let mut there = app.browser();
    there.sign_in(EMAIL, PASSWORD).await?.expect_ok()?;
    app.pass(QUARTER + Duration::from_secs(1));
    assert_eq!(confirm(&mut here, "wrong").await?.error_type(), Some(ErrorType::WrongPassword));
    assert_eq!(here.send(delete()).await?.status, 403);
    confirm(&mut here, PASSWORD).await?.expect_ok()?;
    assert_eq!(there.send(delete()).await?.status, 403, "it was not given there");
    app.pass(QUARTER);
    change(&mut here, PASSWORD, NEW).await?.expect_ok()?;
    app.pass(QUARTER);
    app.clock.advance(Duration::from_millis(1));
    assert_eq!(change(&mut here, NEW, PASSWORD).await?.status, 403);
    Ok(())
}

#[tokio::test]
async fn whoever_signs_up_with_a_freed_address_is_somebody_else() -> Result<()> {
    let app = TestApp::new().await?;
    let mut gone = ada(&app).await?;
    let old_id = gone.session()?.uid;
    let mut late = gone.clone();
    gone.send(delete()).await?.expect_ok()?;
    let mut again = ada(&app).await?;
    assert_ne!(again.session()?.uid, old_id);
    let sessions = again.get("/api/sessions").await?.expect_ok()?.json()?;
    assert_eq!(sessions["sessions"].as_array().map(Vec::len), Some(1));
    // The deleted user's access token still verifies, and does nothing to any user.
    let (changed, deleted) =
        (change(&mut late.clone(), PASSWORD, NEW).await?, late.send(delete()).await?);
    for reply in [changed, deleted] {
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
        assert!(reply.clears_everything());
    }
    again.refresh().await?.expect_ok()?;
    assert_eq!(signs_in(&app, PASSWORD).await?, "OK");
    Ok(())
}

#[tokio::test]
async fn a_deletion_ends_the_sessions_of_every_tenant_and_no_other_tenants_user() -> Result<()> {
    let app = TestApp::new().await?;
    let mut twin = app.browser();
    twin.post_form("/auth/globex/signup", EMAIL, PASSWORD).await?.expect_ok()?;
    let mut here = ada(&app).await?;
    app.state.accounts.associate_user_to_tenant(&"acme".parse()?, &here.session()?.uid).await?;
    let mut there = app.browser();
    there.post_form("/auth/acme/signin", EMAIL, PASSWORD).await?.expect_ok()?;
    here.send(delete()).await?.expect_ok()?;
    assert_eq!(app.session_count().await?, 1);
    assert_eq!(there.refresh().await?.outcome(), (401, Some(ErrorType::Unauthorised)));
    twin.refresh().await?.expect_ok()?;
    for (path, status) in [
        ("/auth/signin", "WRONG_CREDENTIALS_ERROR"),
        ("/auth/acme/signin", "WRONG_CREDENTIALS_ERROR"),
        ("/auth/globex/signin", "OK"),
    ] {
        let reply = app.browser().post_form(path, EMAIL, PASSWORD).await?;
        assert_eq!(reply.json()?["status"], status, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn changing_the_account_needs_the_anti_csrf_proof() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = ada(&app).await?;
    let password = json!({"currentPassword": PASSWORD, "newPassword": NEW});
    for call in [
        Call::post("/api/account/password").json(&password),
        Call::post("/api/account/confirm").json(&json!({"password": PASSWORD})),
        delete(),
    ] {
        let reply = browser.send(call.without("rid")).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    }
    assert_eq!(signs_in(&app, PASSWORD).await?, "OK");
    Ok(())
}
