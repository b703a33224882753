//! Refreshes that meet in one process while a step of the rotation is under way (engine rule 2).

use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::future::join_all;
use shared::ErrorType;
use sqlx::{Sqlite, Transaction};
use tests::{Call, Client, Log, Reply, TestApp};

type Refreshing = tokio::task::JoinHandle<Result<(Reply, Client)>>;

/// Holds the step open: SQLite has one writer, and this is it until it is committed.
async fn hold_writes(app: &TestApp) -> Result<Transaction<'static, Sqlite>> {
    Ok(app.sql().begin_with("BEGIN IMMEDIATE").await?)
}

fn refresh(mut client: Client, address: &str) -> Result<Refreshing> {
    let call = Call::post("/auth/session/refresh").from_peer(address.parse()?);
    Ok(tokio::spawn(async move { Ok((client.send(call).await?, client)) }))
}

/// Waits until so many have joined the step that another one began.
async fn until_shared(app: &TestApp, times: u64) -> Result<()> {
    let counted = async {
        while app.state.sessions.counters().shared_steps() < times {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(10), counted).await;
    waited.context("they did not meet")
}

#[tokio::test]
async fn many_refreshes_of_one_token_are_a_read_each_and_one_write() -> Result<()> {
    let app = TestApp::new().await?;
    let browser = app.signed_in().await?;
    let before = app.state.db.query_count();
    let held = hold_writes(&app).await?;
    let all = (0..20).map(|_| refresh(browser.clone(), "192.0.2.1:1"));
    let all = all.collect::<Result<Vec<_>>>()?;
    until_shared(&app, 19).await?;
    held.commit().await?;
    for outcome in join_all(all).await {
        outcome??.0.expect_ok()?;
    }
    assert_eq!(app.state.db.query_count() - before, 20 + 1);
    assert_eq!(app.state.sessions.counters().grace_hits(), 19);
    Ok(())
}

#[tokio::test]
async fn two_user_agents_share_no_step_the_second_is_theft() -> Result<()> {
    let app = TestApp::new().await?;
    let owner = app.signed_in().await?;
    let mut thief = owner.clone();
    thief.user_agent = "thief/1".to_owned();
    let held = hold_writes(&app).await?;
    let both = [refresh(owner, "192.0.2.1:1")?, refresh(thief, "192.0.2.1:1")?];
    until_shared(&app, 1).await?;
    held.commit().await?;
    let mut outcomes = Vec::new();
    for outcome in join_all(both).await {
        outcomes.push(outcome??.0.outcome());
    }
    outcomes.sort_by_key(|outcome| outcome.0);
    assert_eq!(outcomes, [(200, None), (401, Some(ErrorType::TokenTheftDetected))]);
    assert_eq!(app.session_count().await?, 0);
    assert_eq!(app.state.sessions.counters().grace_hits(), 0);
    Ok(())
}

#[tokio::test]
async fn whoever_joins_from_another_address_is_in_the_audit_log() -> Result<()> {
    for (other, lines) in [("192.0.2.1:2", 0), ("192.0.2.2:1", 1)] {
        let (log, _guard) = Log::collect();
        let app = TestApp::new().await?;
        let browser = app.signed_in().await?;
        let held = hold_writes(&app).await?;
        let both = [refresh(browser.clone(), "192.0.2.1:1")?, refresh(browser, other)?];
        until_shared(&app, 1).await?;
        held.commit().await?;
        for outcome in join_all(both).await {
            outcome??.0.expect_ok()?;
        }
        assert_eq!(app.state.sessions.counters().grace_hits(), 1);
        let text = log.text();
        let audited = text.lines().filter(|line| line.contains("refresh_grace_other_address"));
        assert_eq!(audited.count(), lines, "{other}:\n{text}");
    }
    Ok(())
}

/// The step is taken, and its caller must learn of it, whatever came between.
#[tokio::test]
async fn what_cannot_be_signed_after_the_step_costs_nobody_the_session() -> Result<()> {
    let (log, _guard) = Log::collect();
    let app = TestApp::new().await?;
    let browser = app.signed_in().await?;
    let mut held = hold_writes(&app).await?;
    let both = [refresh(browser.clone(), "192.0.2.1:1")?, refresh(browser, "192.0.2.1:1")?];
    until_shared(&app, 1).await?;
    sqlx::query("UPDATE sessions SET access_token_payload = 'x'").execute(&mut *held).await?;
    held.commit().await?;
    for outcome in join_all(both).await {
        let (reply, mut client) = outcome??;
        reply.expect_ok()?;
        client.get("/getSession").await?.expect_ok()?;
    }
    assert_eq!(app.generation().await?, 1);
    assert!(log.text().contains("refreshed without the merge in between"));
    Ok(())
}
