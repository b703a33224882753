//! The application as a value says when its maintenance has ended: `GET /healthz` is 503 from then on.

use std::time::Duration;

use anyhow::{Context, Result};
use backend::config::{Environment, Settings};
use backend::state::Deps;
use db::Db;
use session::clock::ManualClock;
use std::sync::Arc;
use tests::{Call, SECRET_KEY, START, send};

const OTHER_KEY: &str = "bGF0Y2hrZXkgdGVzdHM6IGFub3RoZXIgaXMgbm8ga2U=";

async fn build(db: &Db, key: &str, previous: &str) -> Result<axum::Router> {
    let settings = [
        ("DATABASE_URL", "sqlite://not-opened-here"),
        ("DIST_DIR", "/nonexistent"),
        ("SECRET_KEY", key),
        ("SECRET_KEY_PREVIOUS", previous),
        // Maintenance then runs eight times a second.
        ("SIGNING_KEY_INTERVAL", "1"),
    ];
    let config = Settings::read(["test"], &Environment::from(settings))?.check()?;
    let clock = Arc::new(ManualClock::at(START));
    backend::build(config, Deps { clock, ..Deps::system(db.clone()) }).await
}

#[tokio::test]
async fn the_health_route_turns_unhealthy_and_says_what_to_do() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("latchkey.db").display());
    let db = backend::database::connect(&url).await?;
    let router = build(&db, SECRET_KEY, "").await?;
    send(router.clone(), Call::get("/healthz")).await?.expect_ok()?;
    // Another process moves the signing keys on to a server key that this one was not told of.
    let _other = build(&db, OTHER_KEY, SECRET_KEY).await?;
    let unhealthy = async {
        loop {
            let reply = send(router.clone(), Call::get("/healthz")).await?;
            if reply.status != 200 {
                return anyhow::Ok(reply);
            }
            tokio::task::yield_now().await;
        }
    };
    let reply = tokio::time::timeout(Duration::from_secs(20), unhealthy);
    let reply = reply.await.context("it stays healthy")??;
    assert_eq!(reply.status, 503);
    assert!(reply.text().contains("maintenance has ended"), "{}", reply.text());
    Ok(())
}
