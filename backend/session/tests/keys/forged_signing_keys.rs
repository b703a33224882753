//! Rows of the signing key table that the application did not write: a foreign public key verifies
//! nothing, is not published, and stops neither signing nor rotation (engine rule 5).

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::{Call, Log, TestApp};

use crate::forger::Forger;

const INTERVAL_SECONDS: u64 = 7200;
const KID: &str = "planted";

/// The attacker's row: a copy of a real one, with another name, state and public key.
struct Row<'a> {
    state: &'a str,
    /// The server key that it says sealed it. `None`: that of the real row.
    key_id: Option<&'a str>,
}

async fn execute(app: &TestApp, statement: &'static str) -> Result<()> {
    sqlx::query(statement).execute(app.sql()).await?;
    Ok(())
}

async fn insert(forger: &Forger, row: &Row<'_>) -> Result<Value> {
    insert_changed(forger, row, "SELECT 1").await
}

async fn insert_changed(forger: &Forger, row: &Row<'_>, statement: &'static str) -> Result<Value> {
    let app = &forger.app;
    execute(app, "DROP TABLE IF EXISTS temp.copy").await?;
    execute(app, "CREATE TEMP TABLE copy AS SELECT * FROM signing_keys LIMIT 1").await?;
    let change = "UPDATE copy SET kid = $1, state = $2, public_jwk = $3, \
                  key_id = coalesce($4, key_id), changed_at = $5, created_at = $5";
    sqlx::query(change)
        .bind(KID)
        .bind(row.state)
        .bind(forger.key().jwk(KID)?.to_string())
        .bind(row.key_id)
        .bind(app.now().as_millis())
        .execute(app.sql())
        .await?;
    execute(app, statement).await?;
    execute(app, "INSERT INTO signing_keys SELECT * FROM copy").await?;
    Ok(forger.header("kid", json!(KID)))
}

async fn maintenance(app: &TestApp, seconds: u64) -> Result<()> {
    for _ in 0..seconds / 30 {
        app.pass_seconds(30);
        app.state.sessions.keys().maintain().await?;
    }
    Ok(())
}

async fn published(app: &TestApp) -> Result<Vec<String>> {
    let keys = app.send(Call::get("/auth/jwt/jwks.json")).await?.expect_ok()?.json()?;
    let keys = keys["keys"].as_array().context("a list")?.clone();
    Ok(keys.iter().filter_map(|key| key["kid"].as_str().map(str::to_owned)).collect())
}

/// A token of the attacker's is refused, the key is nowhere, and everything goes on as before.
async fn changes_nothing(forger: &Forger, header: &Value, what: &str) -> Result<()> {
    let app = &forger.app;
    let token = forger.signed(header, &json!(forger.payload))?;
    app.state.sessions.keys().reload().await.context(what.to_owned())?;
    forger.is_refused(&token, what).await?;
    maintenance(app, 30).await.context(what.to_owned())?;
    forger.is_refused(&token, what).await?;
    let before = published(app).await?;
    assert!(!before.contains(&KID.to_owned()), "{what}: {before:?}");
    let mut browser = app.signed_in().await.context(what.to_owned())?;
    browser.get("/getSession").await?.expect_ok()?;
    maintenance(app, INTERVAL_SECONDS + 120).await.context(what.to_owned())?;
    let kid = |token: &str| jsonwebtoken::decode_header(token).map(|header| header.kid);
    browser.refresh().await?.expect_ok()?;
    let now = kid(&browser.access()?)?.context("a kid")?;
    assert!(!before.contains(&now), "{what}: rotation stands still");
    assert_ne!(now, KID, "{what}");
    // Another process starts, and takes what this one signs.
    browser.move_to(&app.restart().await.context(what.to_owned())?);
    browser.get("/getSession").await?.expect_ok()?;
    forger.is_refused(&token, what).await
}

#[tokio::test]
async fn an_inserted_row_verifies_nothing_and_stops_nothing() -> Result<()> {
    for state in ["next", "active", "retiring"] {
        for key_id in [None, Some("x"), Some("0011223344556677")] {
            let interval = INTERVAL_SECONDS.to_string();
            let forger = Forger::with(&[("SIGNING_KEY_INTERVAL", interval.as_str())]).await?;
            if state == "active" {
                // A single INSERT finds the place taken.
                let taken = insert(&forger, &Row { state, key_id }).await;
                assert!(taken.is_err(), "two active keys");
                execute(&forger.app, "UPDATE signing_keys SET state = 'retiring'").await?;
            }
            let header = insert(&forger, &Row { state, key_id }).await?;
            changes_nothing(&forger, &header, &format!("{state} {key_id:?}")).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_real_row_with_a_foreign_public_key_verifies_nothing() -> Result<()> {
    let interval = INTERVAL_SECONDS.to_string();
    let forger = Forger::with(&[("SIGNING_KEY_INTERVAL", interval.as_str())]).await?;
    let kid = forger.header["kid"].as_str().context("a kid")?.to_owned();
    sqlx::query("UPDATE signing_keys SET public_jwk = $1")
        .bind(forger.key().jwk(&kid)?.to_string())
        .execute(forger.app.sql())
        .await?;
    changes_nothing(&forger, &json!(forger.header), "the public key").await
}

#[tokio::test]
async fn a_real_row_whose_columns_were_changed_is_replaced() -> Result<()> {
    for change in [
        "UPDATE signing_keys SET state = 'retiring'",
        "UPDATE signing_keys SET state = 'next'",
        "UPDATE signing_keys SET algorithm = 'EdDSA'",
        "UPDATE signing_keys SET kid = 'planted'",
        "UPDATE signing_keys SET sealed_private = x'00'",
    ] {
        let interval = INTERVAL_SECONDS.to_string();
        let forger = Forger::with(&[("SIGNING_KEY_INTERVAL", interval.as_str())]).await?;
        execute(&forger.app, change).await?;
        changes_nothing(&forger, &forger.header("kid", json!(KID)), change).await?;
    }
    Ok(())
}

/// SQLite takes text where a number belongs, and bytes that are no text.
#[tokio::test]
async fn a_row_that_cannot_be_read_stops_nothing() -> Result<()> {
    for (state, unreadable) in [
        ("next", "UPDATE copy SET changed_at = 'soon'"),
        ("next", "UPDATE copy SET key_id = CAST(x'ff' AS TEXT)"),
        ("active", "UPDATE copy SET token_validity = x'00'"),
        ("retiring", "UPDATE copy SET created_at = 1.5"),
    ] {
        let interval = INTERVAL_SECONDS.to_string();
        let forger = Forger::with(&[("SIGNING_KEY_INTERVAL", interval.as_str())]).await?;
        if state == "active" {
            execute(&forger.app, "UPDATE signing_keys SET state = 'retiring'").await?;
        }
        let header = insert_changed(&forger, &Row { state, key_id: None }, unreadable).await?;
        changes_nothing(&forger, &header, unreadable).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_refused_row_is_one_audit_line() -> Result<()> {
    let (log, _guard) = Log::collect();
    let forger = Forger::new().await?;
    insert(&forger, &Row { state: "next", key_id: None }).await?;
    forger.app.state.sessions.keys().reload().await?;
    maintenance(&forger.app, 90).await?;
    let text = log.text();
    let lines: Vec<_> = text.lines().filter(|line| line.contains("signing_key_refused")).collect();
    assert_eq!(lines.len(), 1, "{text}");
    assert!(lines[0].contains("audit:") && lines[0].contains(KID), "{}", lines[0]);
    Ok(())
}
