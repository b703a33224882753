//! Each refresh takes one step (engine rule 2).

use anyhow::Result;
use serde_json::json;
use shared::{ErrorType, TokenTransfer};
use tests::{Call, TestApp};

use tests::sha256::{sha256, sha256_hex};

#[tokio::test]
async fn every_refresh_gives_another_refresh_token_and_keeps_the_handle() -> Result<()> {
    let app = TestApp::new().await?;
    for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
        let mut client = app.signed_in_by(mode).await?;
        let handle = client.session()?.session_handle();
        let mut seen = vec![client.refresh_text()?];
        for _ in 0..5 {
            app.pass_seconds(3600);
            client.refresh().await?.expect_ok()?;
            assert!(!seen.contains(&client.refresh_text()?));
            seen.push(client.refresh_text()?);
            assert_eq!(client.session()?.session_handle(), handle);
            client.get("/getSession").await?.expect_ok()?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_step_moves_the_generation_by_one_and_notes_who_took_it() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    app.pass_seconds(60);
    browser.user_agent = "another/2".to_owned();
    let call = Call::post("/auth/session/refresh").from_peer("192.0.2.7:4711".parse()?);
    browser.send(call).await?.expect_ok()?;
    let row: (i64, i64, i64, String, String) = sqlx::query_as(
        "SELECT generation, rotated_at, last_active_at, user_agent, address FROM sessions",
    )
    .fetch_one(app.sql())
    .await?;
    let now = app.now().as_millis();
    assert_eq!(row, (1, now, now, "another/2".to_owned(), "192.0.2.7".to_owned()));
    Ok(())
}

#[tokio::test]
async fn a_session_lives_on_in_another_process_and_after_a_restart() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    for _ in 0..3 {
        browser.move_to(&app.restart().await?);
        browser.refresh().await?.expect_ok()?;
        browser.get("/getSession").await?.expect_ok()?;
    }
    assert_eq!(app.generation().await?, 3);
    Ok(())
}

#[tokio::test]
async fn the_database_holds_no_token_and_no_hash_of_one() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    browser.refresh().await?.expect_ok()?;
    let (refresh, access) = (browser.refresh_text()?, browser.access()?);
    app.state.db.close().await;
    let bytes = std::fs::read(app.database_file())?;
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let handle = browser.session()?.session_handle().map(String::from).unwrap_or_default();
    assert!(holds(handle.as_bytes()), "looked in the wrong place");
    for secret in [&refresh, &access] {
        let (hash, hex) = (sha256(secret), sha256_hex(secret));
        assert!(!holds(secret.as_bytes()) && !holds(&hash) && !holds(hex.as_bytes()));
    }
    // Nor the secret part of the refresh token, as bytes.
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
    let raw = BASE64_URL_SAFE_NO_PAD.decode(&refresh)?;
    assert!(!holds(&raw[raw.len() - 32..]));
    Ok(())
}

#[tokio::test]
async fn after_a_change_of_server_key_old_sessions_go_on_and_new_ones_use_the_new_key() -> Result<()>
{
    let new_key = "TGF0Y2hrZXkgdGVzdHM6IHRoZSBvdGhlciBrZXkhISE=";
    let app = TestApp::new().await?;
    let mut old = app.signed_in().await?;
    let settings = [("SECRET_KEY", new_key), ("SECRET_KEY_PREVIOUS", tests::SECRET_KEY)];
    let both = app.restart_with(&settings).await?;
    old.move_to(&both);
    old.refresh().await?.expect_ok()?;
    let mut new = both.signed_in().await?;
    // The old key is dropped: its sessions are over, the others are not.
    let only_new = app.restart_with(&[("SECRET_KEY", new_key)]).await?;
    new.move_to(&only_new);
    new.refresh().await?.expect_ok()?;
    old.move_to(&only_new);
    let reply = old.refresh().await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    Ok(())
}

#[tokio::test]
async fn a_process_with_another_server_key_does_not_start() -> Result<()> {
    let app = TestApp::new().await?;
    let other = "TGF0Y2hrZXkgdGVzdHM6IHRoZSBvdGhlciBrZXkhISE=";
    let Err(error) = app.restart_with(&[("SECRET_KEY", other)]).await else {
        anyhow::bail!("it started");
    };
    let sentence = format!("{error:#}");
    assert!(sentence.contains("SECRET_KEY_PREVIOUS"), "{sentence}");
    let keys: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM signing_keys").fetch_one(app.sql()).await?;
    assert_eq!(keys, 1, "it made another key");
    Ok(())
}

#[tokio::test]
async fn the_refresh_reply_is_an_empty_object_and_is_not_kept() -> Result<()> {
    let app = TestApp::new().await?;
    let reply = app.signed_in().await?.refresh().await?.expect_ok()?;
    assert_eq!(reply.json()?, json!({}));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    Ok(())
}
