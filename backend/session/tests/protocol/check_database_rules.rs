//! CHECK_DATABASE over whole clients: what ends a session at once, and what does not.

use anyhow::{Context, Result};
use serde_json::{Map, json};
use shared::{ErrorType, SessionHandle, TokenTransfer};
use tests::{Client, PASSWORD, TestApp};

const BOTH: [TokenTransfer; 2] = [TokenTransfer::Cookie, TokenTransfer::Header];

async fn app() -> Result<TestApp> {
    TestApp::with(&[("CHECK_DATABASE", "true")]).await
}

fn handle(client: &Client) -> Result<SessionHandle> {
    client.session()?.session_handle().context("a handle")
}

#[tokio::test]
async fn whatever_ends_the_row_ends_the_session_and_clears_both_methods() -> Result<()> {
    let app = app().await?;
    for mode in BOTH {
        for ending in ["revoked", "expired", "over its absolute life"] {
            let mut client = app.signed_in_by(mode).await?;
            client.get("/getSession").await?.expect_ok()?;
            match ending {
                "revoked" => drop(app.state.sessions.revoke_session(&handle(&client)?).await?),
                column => {
                    let text = if column == "expired" {
                        "UPDATE sessions SET expires_at = $1 WHERE session_handle = $2"
                    } else {
                        "UPDATE sessions SET absolute_expires_at = $1 WHERE session_handle = $2"
                    };
                    let update = sqlx::query(text).bind(app.now().as_millis());
                    update.bind(handle(&client)?.as_str()).execute(app.sql()).await?;
                }
            }
            let reply = client.get("/getSession").await?;
            assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{ending}");
            assert!(reply.clears_everything(), "{ending}");
            assert!(client.front_token.is_none() && client.access().is_err(), "{ending}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_changed_password_and_a_deleted_user_end_sessions_elsewhere_at_once() -> Result<()> {
    let app = app().await?;
    let mut here = app.browser();
    here.sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    let mut there = app.client(TokenTransfer::Header);
    there.sign_in("ada@example.com", PASSWORD).await?.expect_ok()?;
    let body = json!({"currentPassword": PASSWORD, "newPassword": "another correct horse"});
    here.post_json("/api/account/password", &body).await?.expect_ok()?;
    here.get("/getSession").await?.expect_ok()?;
    let reply = there.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    let mut copy = here.clone();
    here.send(tests::Call::new(axum::http::Method::DELETE, "/api/account")).await?.expect_ok()?;
    let reply = copy.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    Ok(())
}

#[tokio::test]
async fn the_previous_generation_counts_for_as_long_as_its_token_lives() -> Result<()> {
    for mode in BOTH {
        let app = app().await?;
        let mut client = app.signed_in_by(mode).await?;
        let mut slow = client.clone();
        app.pass_seconds(10);
        client.refresh().await?.expect_ok()?;
        // Long after the grace period of refresh tokens, which is another matter.
        app.pass_seconds(3_589);
        slow.get("/getSession").await?.expect_ok()?;
        let body = json!({"data": {"from": "the slow tab"}});
        slow.put_json("/api/session/data", &body).await?.expect_ok()?;
        app.pass_seconds(1);
        let reply = slow.get("/getSession").await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
        client.get("/getSession").await?.expect_ok()?;
    }
    Ok(())
}

#[tokio::test]
async fn two_generations_behind_is_told_to_refresh_and_neither_cleared_nor_ended() -> Result<()> {
    for mode in BOTH {
        let app = app().await?;
        let mut client = app.signed_in_by(mode).await?;
        let mut left_behind = client.clone();
        client.refresh().await?.expect_ok()?;
        client.refresh().await?.expect_ok()?;
        for _ in 0..2 {
            let reply = left_behind.get("/getSession").await?;
            assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
            assert!(reply.says_nothing_of_the_session());
        }
        client.get("/getSession").await?.expect_ok()?;
        assert_eq!(app.generation().await?, 2);
    }
    Ok(())
}

#[tokio::test]
async fn the_rows_payload_is_seen_by_every_generation_and_in_the_token_after_a_refresh()
-> Result<()> {
    let app = app().await?;
    let mut client = app.signed_in().await?;
    let mut slow = client.clone();
    client.refresh().await?.expect_ok()?;
    let update = Map::from_iter([("role".to_owned(), json!("admin"))]);
    assert!(app.state.sessions.merge_into_access_token_payload(&handle(&client)?, &update).await?);
    for tab in [&mut client, &mut slow] {
        let before = app.state.db.query_count();
        let reply = tab.get("/getSession").await?.expect_ok()?;
        assert_eq!(app.state.db.query_count() - before, 1);
        assert_eq!(reply.json()?["accessTokenPayload"]["role"], "admin");
        assert!(reply.says_nothing_of_the_session());
    }
    assert_eq!(client.session()?.up.get("role"), None);
    client.refresh().await?.expect_ok()?;
    assert_eq!(client.session()?.up["role"], "admin");
    Ok(())
}

#[tokio::test]
async fn a_revocation_by_another_process_counts_at_once() -> Result<()> {
    let app = app().await?;
    let other = app.restart().await?;
    let mut browser = app.signed_in().await?;
    browser.get("/getSession").await?.expect_ok()?;
    other.state.sessions.revoke_session(&handle(&browser)?).await?;
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_not_good_costs_no_query() -> Result<()> {
    let app = TestApp::with(&[("CHECK_DATABASE", "true"), ("ANTI_CSRF", "via_token")]).await?;
    let mut browser = app.signed_in().await?;
    browser.get("/getSession").await?.expect_ok()?;
    let before = app.state.db.query_count();
    let unproven = tests::Call::put("/api/session/data").header("anti-csrf", "x");
    let reply = browser.send(unproven.json(&json!({"data": {}}))).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    app.pass_seconds(3600);
    assert_eq!(browser.get("/getSession").await?.status, 401);
    assert_eq!(app.browser().get("/getSession").await?.status, 401);
    assert_eq!(app.state.db.query_count(), before);
    Ok(())
}
