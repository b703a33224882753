//! A token whose key this process does not know yet: one reading of the key table for all who wait,
//! and a database that is away is a fault and not a refusal (engine rule 5).

use anyhow::Result;
use futures_util::future::join_all;
use shared::ErrorType;
use tests::{Call, Reply, TestApp};

/// A token whose key `other`, a second process, has not seen.
async fn new_to(app: &TestApp) -> Result<(TestApp, String)> {
    let other = app.restart().await?;
    sqlx::query("DELETE FROM signing_keys").execute(app.sql()).await?;
    app.state.sessions.keys().maintain().await?;
    let token = app.signed_in().await?.access()?;
    app.pass_seconds(10);
    Ok((other, token))
}

async fn present(app: &TestApp, token: &str) -> Result<Reply> {
    app.send(Call::get("/getSession").header("authorization", format!("Bearer {token}"))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_come_while_the_table_is_read_learn_what_is_in_it() -> Result<()> {
    for _ in 0..10 {
        let (other, token) = new_to(&TestApp::new().await?).await?;
        let before = other.state.db.query_count();
        let calls = (0..50).map(|_| {
            let (other, token) = (other.clone(), token.clone());
            tokio::spawn(async move { present(&other, &token).await })
        });
        for reply in join_all(calls).await {
            reply??.expect_ok()?;
        }
        assert_eq!(other.state.db.query_count() - before, 1);
    }
    Ok(())
}

#[tokio::test]
async fn a_table_that_cannot_be_read_is_a_fault_and_clears_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let (other, token) = new_to(&app).await?;
    sqlx::query("ALTER TABLE signing_keys RENAME TO away").execute(app.sql()).await?;
    let before = other.state.db.query_count();
    // The second one comes within the pause: nothing is known, and nothing is asked.
    for _ in 0..2 {
        let reply = present(&other, &token).await?;
        assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)));
        assert!(reply.says_nothing_of_the_session());
    }
    assert_eq!(other.state.db.query_count() - before, 1);
    sqlx::query("ALTER TABLE away RENAME TO signing_keys").execute(app.sql()).await?;
    app.pass_seconds(1);
    present(&other, &token).await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_key_that_is_known_needs_no_table() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in().await?.access()?;
    sqlx::query("ALTER TABLE signing_keys RENAME TO away").execute(app.sql()).await?;
    app.pass_seconds(10);
    present(&app, &token).await?.expect_ok()?;
    Ok(())
}
