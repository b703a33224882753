//! The three anti-CSRF modes (engine rule 3, wire protocol 7.2 and 7.3).

use anyhow::{Context, Result};
use serde_json::json;
use shared::{ErrorType, TokenTransfer};
use tests::{Call, Client, Reply, TestApp};

const TRY_REFRESH: (u16, Option<ErrorType>) = (401, Some(ErrorType::TryRefreshToken));
const UNAUTHORISED: (u16, Option<ErrorType>) = (401, Some(ErrorType::Unauthorised));

fn put() -> Call {
    Call::put("/api/session/data").json(&json!({"data": {}}))
}

async fn app(mode: &str) -> Result<TestApp> {
    TestApp::with(&[("ANTI_CSRF", mode)]).await
}

async fn refresh_with(client: &mut Client, token: &str) -> Result<Reply> {
    client.send(Call::post("/auth/session/refresh").header("anti-csrf", token)).await
}

#[tokio::test]
async fn the_custom_header_may_have_any_value_but_must_be_there() -> Result<()> {
    let app = app("via_custom_header").await?;
    let mut browser = app.signed_in().await?;
    assert_eq!(browser.send(put().without("rid")).await?.outcome(), TRY_REFRESH);
    for value in ["anti-csrf", "x", ""] {
        browser.send(put().header("rid", value)).await?.expect_ok()?;
    }
    browser.send(Call::get("/getSession").without("rid")).await?.expect_ok()?;
    assert!(browser.anti_csrf.is_none());
    Ok(())
}

#[tokio::test]
async fn with_none_nothing_is_asked() -> Result<()> {
    let app = app("none").await?;
    let mut browser = app.signed_in().await?;
    browser.send(put().without("rid")).await?.expect_ok()?;
    let call = Call::post("/auth/session/refresh").without("rid");
    browser.send(call).await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn with_tokens_the_exact_one_is_asked_of_calls_that_change_something() -> Result<()> {
    let app = app("via_token").await?;
    let mut browser = app.signed_in().await?;
    let (mut other, own) = (app.signed_in().await?, browser.anti_csrf.clone().context("a token")?);
    let foreign = other.anti_csrf.clone().context("a token")?;
    browser.send(put()).await?.expect_ok()?;
    browser.send(Call::get("/getSession").without("anti-csrf")).await?.expect_ok()?;
    for wrong in ["", "x", &foreign, &own[1..], &format!("{own}=")] {
        let reply = browser.send(put().header("anti-csrf", wrong)).await?;
        assert_eq!(reply.outcome(), TRY_REFRESH, "{wrong}");
        assert!(reply.says_nothing_of_the_session());
    }
    // The custom header is no proof here.
    assert_eq!(browser.send(put().without("anti-csrf")).await?.outcome(), TRY_REFRESH);
    other.send(put()).await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn each_refresh_brings_another_token_and_retires_the_one_before() -> Result<()> {
    let app = app("via_token").await?;
    let mut browser = app.signed_in().await?;
    let first = browser.anti_csrf.clone().context("a token")?;
    browser.refresh().await?.expect_ok()?;
    assert_ne!(browser.anti_csrf.as_deref(), Some(first.as_str()));
    browser.send(put()).await?.expect_ok()?;
    let reply = browser.send(put().header("anti-csrf", &first)).await?;
    assert_eq!(reply.outcome(), TRY_REFRESH);
    Ok(())
}

/// A browser's script stores it a moment after the cookie.
#[tokio::test]
async fn the_refresh_route_takes_the_token_of_the_generation_before_or_after() -> Result<()> {
    let app = app("via_token").await?;
    let mut browser = app.signed_in().await?;
    let mut tokens = vec![browser.anti_csrf.clone().context("a token")?];
    let mut generations = vec![browser.clone()];
    for _ in 0..4 {
        browser.refresh().await?.expect_ok()?;
        tokens.push(browser.anti_csrf.clone().context("a token")?);
        generations.push(browser.clone());
    }
    // Generation 3 is the parent of the current one: no answer here changes the row.
    for (generation, accepted) in [(0, false), (1, false), (2, true), (3, true), (4, true)] {
        let mut client = generations[3].clone();
        let reply = refresh_with(&mut client, &tokens[generation]).await?;
        assert_eq!(reply.status == 200, accepted, "token of generation {generation}");
        if !accepted {
            assert_eq!(reply.outcome(), UNAUTHORISED);
            assert!(reply.clears_everything());
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_refresh_without_the_token_is_unauthorised_and_ends_nothing_in_the_database() -> Result<()>
{
    let app = app("via_token").await?;
    let browser = app.signed_in().await?;
    for wrong in [None, Some("x"), Some("")] {
        let mut client = browser.clone();
        let call = Call::post("/auth/session/refresh");
        let call = match wrong {
            Some(wrong) => call.header("anti-csrf", wrong),
            None => call.without("anti-csrf"),
        };
        let reply = client.send(call).await?;
        assert_eq!(reply.outcome(), UNAUTHORISED);
        assert!(reply.clears_everything());
    }
    assert_eq!(app.generation().await?, 0);
    browser.clone().refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn header_mode_proves_nothing_in_any_mode() -> Result<()> {
    for mode in ["via_custom_header", "via_token", "none"] {
        let app = app(mode).await?;
        let mut client = app.signed_in_by(TokenTransfer::Header).await?;
        assert!(client.anti_csrf.is_none());
        client.send(put().without("rid")).await?.expect_ok()?;
        let call = Call::post("/auth/session/refresh").without("rid");
        client.send(call).await?.expect_ok()?;
        assert!(client.session()?.up["antiCsrfToken"].is_null());
    }
    Ok(())
}

#[tokio::test]
async fn a_session_from_before_the_mode_was_switched_on_must_sign_in_again() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    browser.move_to(&app.restart_with(&[("ANTI_CSRF", "via_token")]).await?);
    assert_eq!(browser.send(put()).await?.outcome(), TRY_REFRESH);
    browser.get("/getSession").await?.expect_ok()?;
    assert_eq!(browser.refresh().await?.outcome(), UNAUTHORISED);
    Ok(())
}
