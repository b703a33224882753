//! Two programs on one database, and what each learns of the other's signing keys.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use reqwest::StatusCode;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use crate::caller::Caller;
use crate::program::{Program, command};

const FIRST_KEY: &str = "bGF0Y2hrZXkgdGVzdHM6IHRoaXMgaXMgbm90IGEga2U=";
const SECOND_KEY: &str = "TGF0Y2hrZXkgdGVzdHM6IHRoZSBvdGhlciBrZXkhISE=";

/// The database that a program in `folder` uses.
async fn database(folder: &Path) -> Result<SqlitePool> {
    let file = folder.join("data/latchkey.db");
    Ok(SqlitePool::connect_with(SqliteConnectOptions::new().filename(file)).await?)
}

async fn status(program: &Program, caller: &Caller) -> Result<StatusCode> {
    let call = caller.http.get(program.url("/getSession")).bearer_auth(&caller.access);
    Ok(call.send().await?.status())
}

async fn until_refused(program: &Program, caller: &Caller) -> Result<()> {
    let mut again = tokio::time::interval(Duration::from_millis(200));
    while status(program, caller).await? != StatusCode::UNAUTHORIZED {
        again.tick().await;
    }
    Ok(())
}

/// With the settings as they come: both have verified the token before, and neither is told.
#[tokio::test]
async fn a_key_that_is_withdrawn_stops_verifying_in_every_process_within_a_minute() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let one = Program::start(&mut command(folder.path()))?;
    let other = Program::start(&mut command(folder.path()))?;
    let mut caller = Caller::sign_demo(&one).await?;
    for program in [&one, &other] {
        assert_eq!(status(program, &caller).await?, StatusCode::OK);
    }

    let database = database(folder.path()).await?;
    sqlx::query("DELETE FROM signing_keys").execute(&database).await?;
    let both = async {
        tokio::try_join!(until_refused(&one, &caller), until_refused(&other, &caller)).map(drop)
    };
    tokio::time::timeout(Duration::from_secs(60), both).await.context("a minute is over")??;

    assert_eq!(caller.refresh(&other).await?, StatusCode::OK, "the session goes on");
    for program in [&one, &other] {
        assert_eq!(status(program, &caller).await?, StatusCode::OK, "under one new key");
    }
    Ok(())
}

/// A server key was changed without the other programs knowing the new one.
#[tokio::test]
async fn a_program_that_cannot_open_the_signing_key_any_more_ends_with_a_sentence() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let start = |settings: &[(&str, &str)]| {
        // A key is looked after every second.
        let mut command = command(folder.path());
        command.env("SIGNING_KEY_INTERVAL", "8").envs(settings.iter().copied());
        Program::start(&mut command)
    };
    let mut one = start(&[("SECRET_KEY", FIRST_KEY)])?;
    let other = start(&[("SECRET_KEY", SECOND_KEY), ("SECRET_KEY_PREVIOUS", FIRST_KEY)])?;
    one.wait_for("SECRET_KEY_PREVIOUS")?;
    one.wait_for("stopped")?;
    assert_eq!(one.ended()?.code(), Some(1));
    assert!(other.terminate()?.success(), "the other goes on");
    Ok(())
}
