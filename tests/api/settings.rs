//! Two applications in one process, each with its own settings: nothing is kept in statics.

use std::time::Duration;

use anyhow::Result;
use shared::ErrorType;
use tests::{Call, TestApp};

#[tokio::test]
async fn each_keeps_its_own() -> Result<()> {
    let one = TestApp::new().await?;
    let other = TestApp::with(&[
        ("API_BASE_PATH", "/api/v1/sessions"),
        ("ACCESS_TOKEN_VALIDITY", "60"),
        ("ANTI_CSRF", "via_token"),
        ("SESSION_EXPIRED_STATUS_CODE", "440"),
        ("API_DOMAIN", "http://127.0.0.1:4000"),
    ])
    .await?;
    let (mut here, mut there) = (one.signed_in().await?, other.signed_in().await?);
    assert_eq!(here.session()?.ate.since(one.now()), Duration::from_secs(3_600));
    assert_eq!(there.session()?.ate.since(other.now()), Duration::from_secs(60));
    assert_eq!(here.session()?.up["iss"], "http://localhost:3000/auth");
    assert_eq!(there.session()?.up["iss"], "http://127.0.0.1:4000/api/v1/sessions");
    assert!(here.anti_csrf.is_none() && there.anti_csrf.is_some());
    other.pass_seconds(60);
    here.get("/getSession").await?.expect_ok()?;
    assert_eq!(there.get("/getSession").await?.status, 440);
    here.refresh().await?.expect_ok()?;
    there.refresh().await?.expect_ok()?;
    assert_eq!(other.send(Call::post("/auth/session/refresh")).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn tokens_of_one_mean_nothing_to_the_other() -> Result<()> {
    let one = TestApp::new().await?;
    let other =
        TestApp::with(&[("SECRET_KEY", "TGF0Y2hrZXkgdGVzdHM6IHRoZSBvdGhlciBrZXkhISE=")]).await?;
    let mut browser = one.signed_in().await?;
    browser.move_to(&other);
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    let reply = browser.refresh().await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    Ok(())
}

#[tokio::test]
async fn a_token_of_another_issuer_with_the_same_keys_is_refused() -> Result<()> {
    let one = TestApp::new().await?;
    let mut browser = one.signed_in().await?;
    browser.move_to(&one.restart_with(&[("API_DOMAIN", "http://127.0.0.1:4000")]).await?);
    let reply = browser.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    Ok(())
}

#[tokio::test]
async fn no_password_may_be_shorter_than_eight() -> Result<()> {
    for (least, starts) in [("0", false), ("7", false), ("8", true), ("64", true), ("65", false)] {
        let started = TestApp::with(&[("PASSWORD_MIN_LENGTH", least)]).await;
        assert_eq!(started.is_ok(), starts, "{least}");
    }
    Ok(())
}
