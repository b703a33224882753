//! A changed or confirmed password gives this session new tokens and ends every copy of it.

use anyhow::{Context, Result};
use axum::http::Method;
use futures_util::future::join_all;
use serde_json::{Map, json};
use shared::{ErrorType, SessionHandle, TokenTransfer};
use tests::{Call, Client, Database, PASSWORD, Reply, TestApp};

use crate::account::{EMAIL, NEW, change};

const BOTH: [TokenTransfer; 2] = [TokenTransfer::Cookie, TokenTransfer::Header];

/// The two calls that prove who the user is.
#[derive(Debug, Clone, Copy)]
enum Proof {
    Change,
    Confirm,
}

const PROOFS: [Proof; 2] = [Proof::Change, Proof::Confirm];

async fn give(client: &mut Client, proof: Proof) -> Result<Reply> {
    match proof {
        Proof::Change => change(client, PASSWORD, NEW).await,
        Proof::Confirm => {
            client.post_json("/api/account/confirm", &json!({"password": PASSWORD})).await
        }
    }
}

async fn ada(app: &TestApp, mode: TokenTransfer) -> Result<Client> {
    let mut client = app.client(mode);
    client.sign_up(EMAIL, PASSWORD).await?.expect_ok()?;
    Ok(client)
}

fn handle(client: &Client) -> Result<SessionHandle> {
    client.session()?.session_handle().context("a handle")
}

#[tokio::test]
async fn every_copy_of_the_session_ends_and_the_session_goes_on() -> Result<()> {
    for (mode, proof) in BOTH.into_iter().flat_map(|mode| PROOFS.map(|proof| (mode, proof))) {
        let app = TestApp::new().await?;
        let mut here = ada(&app, mode).await?;
        let mut copy = here.clone();
        let before = handle(&here)?;
        app.pass_seconds(5);
        let reply = give(&mut here, proof).await?.expect_ok()?;
        assert_eq!(reply.json()?, json!({}));
        assert!(!reply.clears_everything());
        assert_ne!(here.refresh_text()?, copy.refresh_text()?, "{mode:?} {proof:?}");
        assert_ne!(here.access()?, copy.access()?, "{mode:?} {proof:?}");
        // No grace for what a copy holds: it is not a lost reply.
        let refused = copy.refresh().await?;
        assert_eq!(refused.outcome(), (401, Some(ErrorType::Unauthorised)), "{mode:?} {proof:?}");
        assert!(refused.clears_everything());
        here.get("/getSession").await?.expect_ok()?;
        here.refresh().await?.expect_ok()?;
        assert_eq!(handle(&here)?, before);
    }
    Ok(())
}

#[tokio::test]
async fn the_reply_carries_the_new_tokens_where_the_old_ones_were() -> Result<()> {
    for (mode, proof) in BOTH.into_iter().flat_map(|mode| PROOFS.map(|proof| (mode, proof))) {
        let app = TestApp::new().await?;
        let mut here = ada(&app, mode).await?;
        let reply = give(&mut here, proof).await?.expect_ok()?;
        let in_cookies = mode == TokenTransfer::Cookie;
        let cookies = reply.set_cookies();
        let names: Vec<_> = cookies.iter().map(cookie::Cookie::name).collect();
        let expected = if in_cookies { vec!["sAccessToken", "sRefreshToken"] } else { vec![] };
        assert_eq!(names, expected, "{proof:?}");
        assert_eq!(reply.header("st-access-token").is_some(), !in_cookies);
        assert_eq!(reply.header("st-refresh-token").is_some(), !in_cookies);
        assert_eq!(reply.front_token()?.uid, here.session()?.uid);
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
    Ok(())
}

#[tokio::test]
async fn the_anti_csrf_token_is_new_as_well() -> Result<()> {
    for proof in PROOFS {
        let app = TestApp::with(&[("ANTI_CSRF", "via_token")]).await?;
        let mut here = ada(&app, TokenTransfer::Cookie).await?;
        let before = here.anti_csrf.clone();
        give(&mut here, proof).await?.expect_ok()?;
        assert!(here.anti_csrf.is_some() && here.anti_csrf != before, "{proof:?}");
        let data = json!({"data": {"a": 1}});
        here.put_json("/api/session/data", &data).await?.expect_ok()?;
        here.refresh().await?.expect_ok()?;
    }
    Ok(())
}

#[tokio::test]
async fn a_copy_gets_no_fifteen_minutes_from_a_confirmation() -> Result<()> {
    let app = TestApp::new().await?;
    let mut here = ada(&app, TokenTransfer::Cookie).await?;
    let mut copy = here.clone();
    app.pass_seconds(15 * 60 + 1);
    give(&mut here, Proof::Confirm).await?.expect_ok()?;
    for call in [
        Call::new(Method::DELETE, "/api/sessions"),
        Call::new(Method::DELETE, "/api/account"),
        Call::post("/api/account/password")
            .json(&json!({"currentPassword": PASSWORD, "newPassword": NEW})),
        Call::post("/api/account/confirm").json(&json!({"password": PASSWORD})),
    ] {
        let reply = copy.send(call).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
        assert!(reply.says_nothing_of_the_session());
    }
    here.send(Call::new(Method::DELETE, "/api/sessions")).await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn where_the_database_is_checked_a_copy_is_told_to_refresh_at_once() -> Result<()> {
    for proof in PROOFS {
        let app = TestApp::with(&[("CHECK_DATABASE", "true")]).await?;
        let mut here = ada(&app, TokenTransfer::Cookie).await?;
        let mut copy = here.clone();
        give(&mut here, proof).await?.expect_ok()?;
        let reply = copy.get("/getSession").await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)), "{proof:?}");
        here.get("/getSession").await?.expect_ok()?;
    }
    Ok(())
}

/// Whichever of the two comes first, the copy that was refreshing has nothing afterwards.
async fn a_refresh_of_a_copy_at_the_same_time_survives_in_no_order(
    database: Database,
) -> Result<()> {
    let app = TestApp::with(&[("DATABASE_URL", &database.url)]).await?;
    let mut here = ada(&app, TokenTransfer::Cookie).await?;
    for round in 0..12 {
        let mut copy = here.clone();
        let (confirmed, _) = tokio::join!(give(&mut here, Proof::Confirm), copy.refresh());
        confirmed?.expect_ok()?;
        if copy.front_token.is_some() {
            let refused = copy.refresh().await?;
            let expected = (401, Some(ErrorType::Unauthorised));
            assert_eq!(refused.outcome(), expected, "round {round}");
        }
        here.refresh().await?.expect_ok()?;
    }
    Ok(())
}

/// A merge between the read and the write makes the read old: it is read again, and nothing of the
/// merge is lost.
async fn merges_at_the_same_time_are_all_in_the_new_token(database: Database) -> Result<()> {
    let app = TestApp::with(&[("DATABASE_URL", &database.url)]).await?;
    let mut here = ada(&app, TokenTransfer::Cookie).await?;
    let own = handle(&here)?;
    let merges = (0..6).map(|n| {
        let (sessions, own) = (app.state.sessions.clone(), own.clone());
        let update = Map::from_iter([(format!("m{n}"), json!(n))]);
        tokio::spawn(async move { sessions.merge_into_access_token_payload(&own, &update).await })
    });
    let merges: Vec<_> = merges.collect();
    give(&mut here, Proof::Change).await?.expect_ok()?;
    for merged in join_all(merges).await {
        assert!(merged??);
    }
    here.refresh().await?.expect_ok()?;
    let up = here.session()?.up;
    assert!((0..6).all(|n| up.contains_key(&format!("m{n}"))), "{up:?}");
    Ok(())
}

tests::on_both_engines!(
    a_refresh_of_a_copy_at_the_same_time_survives_in_no_order,
    merges_at_the_same_time_are_all_in_the_new_token,
);
