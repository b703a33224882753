//! Signing keys change under running sessions, and no user notices (engine rule 5).

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use backend::state::Deps;
use futures_util::future::join_all;
use session::clock::Clock;
use shared::ErrorType;
use tests::{Call, TestApp};

const INTERVAL_SECONDS: u64 = 7200;

fn kid_of(token: &str) -> Result<String> {
    jsonwebtoken::decode_header(token)?.kid.context("a kid")
}

async fn published(app: &TestApp) -> Result<Vec<String>> {
    let keys = app.send(Call::get("/auth/jwt/jwks.json")).await?.expect_ok()?.json()?;
    let keys = keys["keys"].as_array().context("a list")?.clone();
    Ok(keys.iter().filter_map(|key| key["kid"].as_str().map(str::to_owned)).collect())
}

/// As the running program does it every half minute.
async fn pass_with_maintenance(app: &TestApp, seconds: u64) -> Result<()> {
    for _ in 0..seconds / 30 {
        app.pass_seconds(30);
        app.state.sessions.keys().maintain().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_key_is_published_before_it_signs_and_stays_until_its_last_token_has_expired()
-> Result<()> {
    let app = TestApp::with(&[("SIGNING_KEY_INTERVAL", "7200")]).await?;
    let mut browser = app.signed_in().await?;
    let first = kid_of(&browser.access()?)?;
    pass_with_maintenance(&app, INTERVAL_SECONDS - 60).await?;
    let keys = published(&app).await?;
    let second = keys.iter().find(|kid| **kid != first).context("the next key")?.clone();
    browser.refresh().await?.expect_ok()?;
    assert_eq!(kid_of(&browser.access()?)?, first);
    pass_with_maintenance(&app, 120).await?;
    // The old token goes on, with no refresh.
    browser.get("/getSession").await?.expect_ok()?;
    pass_with_maintenance(&app, 3300).await?;
    browser.get("/getSession").await?.expect_ok()?;
    browser.refresh().await?.expect_ok()?;
    assert_eq!(kid_of(&browser.access()?)?, second);
    pass_with_maintenance(&app, 3600).await?;
    assert_eq!(published(&app).await?, [second]);
    Ok(())
}

#[tokio::test]
async fn a_process_that_did_not_rotate_verifies_the_new_key_at_once() -> Result<()> {
    let app = TestApp::with(&[("SIGNING_KEY_INTERVAL", "7200")]).await?;
    let other = app.restart().await?;
    pass_with_maintenance(&app, INTERVAL_SECONDS + 60).await?;
    let mut browser = app.signed_in().await?;
    browser.move_to(&other);
    browser.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_withdrawn_key_stops_verifying_cached_tokens() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    browser.get("/getSession").await?.expect_ok()?;
    sqlx::query("DELETE FROM signing_keys").execute(app.sql()).await?;
    app.state.sessions.keys().maintain().await?;
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    // And the next refresh heals it.
    browser.refresh().await?.expect_ok()?;
    browser.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn another_algorithm_in_the_settings_signs_nobody_out() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let changed = app.restart_with(&[("SIGNING_ALGORITHM", "eddsa")]).await?;
    browser.move_to(&changed);
    for _ in 0..20 {
        pass_with_maintenance(&changed, 30).await?;
        if browser.get("/getSession").await?.status == 401 {
            browser.refresh().await?.expect_ok()?;
            browser.get("/getSession").await?.expect_ok()?;
        }
    }
    let header = jsonwebtoken::decode_header(&changed.signed_in().await?.access()?)?;
    assert_eq!(header.alg, jsonwebtoken::Algorithm::EdDSA);
    Ok(())
}

/// A token of the browser's whose key no process knows, as an `Authorization` header.
fn with_unknown_kid(token: &str, n: usize) -> Result<String> {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
    let (_, rest) = token.split_once('.').context("three parts")?;
    let header = format!(r#"{{"alg":"ES256","typ":"JWT","version":"5","kid":"d-{n}"}}"#);
    Ok(format!("Bearer {}.{rest}", BASE64_URL_SAFE_NO_PAD.encode(header)))
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_kids_make_the_process_look_at_most_twice_a_second() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in().await?.access()?;
    for at_once in [1, 50] {
        app.pass_seconds(10);
        let before = app.state.db.query_count();
        for round in 0..50 / at_once {
            let calls = (0..at_once).map(|n| {
                let (app, bearer) = (app.clone(), with_unknown_kid(&token, round + n));
                tokio::spawn(async move {
                    app.send(Call::get("/getSession").header("authorization", bearer?)).await
                })
            });
            for reply in join_all(calls).await {
                assert_eq!(reply??.outcome(), (401, Some(ErrorType::TryRefreshToken)));
            }
        }
        assert_eq!(app.state.db.query_count() - before, 1, "{at_once} at once");
    }
    Ok(())
}

#[tokio::test]
async fn a_table_that_was_emptied_gets_a_new_key_at_the_first_look() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    sqlx::query("DELETE FROM signing_keys").execute(app.sql()).await?;
    app.pass_seconds(10);
    let bearer = with_unknown_kid(&browser.access()?, 0)?;
    let reply = app.send(Call::get("/getSession").header("authorization", bearer)).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    browser.refresh().await?.expect_ok()?;
    browser.get("/getSession").await?.expect_ok()?;
    app.signed_in().await?;
    Ok(())
}

#[tokio::test]
async fn a_key_outlives_its_tokens_also_after_a_shorter_life_was_set() -> Result<()> {
    let app = TestApp::with(&[("SIGNING_KEY_INTERVAL", "7200")]).await?;
    pass_with_maintenance(&app, INTERVAL_SECONDS - 60).await?;
    let mut browser = app.signed_in().await?;
    let shorter = app.restart_with(&[("ACCESS_TOKEN_VALIDITY", "60")]).await?;
    browser.move_to(&shorter);
    pass_with_maintenance(&shorter, 3540).await?;
    assert_ne!(kid_of(&shorter.signed_in().await?.access()?)?, kid_of(&browser.access()?)?);
    browser.get("/getSession").await?.expect_ok()?;
    Ok(())
}

/// A program that serves the router needs nothing else.
#[tokio::test]
async fn a_router_that_was_built_keeps_its_own_keys() -> Result<()> {
    let app = TestApp::with(&[("SIGNING_KEY_INTERVAL", "1")]).await?;
    let clock = Arc::clone(&app.clock) as Arc<dyn Clock>;
    let deps = Deps { clock, ..Deps::system(app.state.db.clone()) };
    let router = backend::build((*app.state.config).clone(), deps).await?;
    let jwks = || tests::send(router.clone(), Call::get("/auth/jwt/jwks.json"));
    let before = jwks().await?.json()?;
    app.pass_seconds(1);
    let changed = async {
        let mut again = tokio::time::interval(Duration::from_millis(20));
        while jwks().await?.json()? == before {
            again.tick().await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(30), changed).await.context("the keys stay")?
}
