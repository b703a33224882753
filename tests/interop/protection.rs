//! Anti-CSRF as a suite switches it.

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::json;

use crate::caller::Ask;
use crate::copies::Copies;

#[tokio::test]
async fn anti_csrf_is_a_token_or_nothing() -> Result<()> {
    let copies = Copies::start().await?;
    let id = copies.make(json!({ "access_token_validity": 100 })).await?;
    let body = json!({});

    copies.serve(&id, json!({ "enableAntiCsrf": true })).await?;
    let mut ada = copies.browser();
    let made = ada.log_in("ada").await?;
    ensure!(made.headers.contains_key("anti-csrf"));
    let unprotected = Ask { without: &["anti-csrf"], ..Ask::new(Method::POST, "/update-jwt") };
    let refused = ada.send(Ask { body: Some(&body), ..unprotected }).await?;
    ensure!(refused.status == 401);
    ensure!(refused.json()?["message"] == "try refresh token", "{}", refused.text());
    ensure!(!refused.headers.contains_key("front-token"), "nothing is cleared");
    let read = Ask { without: &["anti-csrf"], ..Ask::new(Method::GET, "/") };
    ada.send(read).await?.expect_ok()?;
    ada.post("/update-jwt", &body).await?.expect_ok()?;
    let first = ada.anti_csrf.clone().context("a token")?;
    ada.refresh().await?.expect_ok()?;
    ensure!(ada.anti_csrf.as_ref().is_some_and(|token| *token != first), "a new one");

    // The script's cookies were wiped: the refresh lacks the proof and ends the session here.
    let wiped = Ask { without: &["anti-csrf"], ..Ask::new(Method::POST, "/auth/session/refresh") };
    let refused = ada.send(wiped).await?;
    ensure!(refused.status == 401 && refused.clears_everything());

    copies.serve(&id, json!({ "enableAntiCsrf": false })).await?;
    let mut bob = copies.browser();
    let made = bob.log_in("bob").await?;
    ensure!(!made.headers.contains_key("anti-csrf"));
    ensure!(made.front_token()?.up["antiCsrfToken"].is_null());
    let bare = Ask { without: &["rid"], ..Ask::new(Method::POST, "/update-jwt") };
    bob.send(Ask { body: Some(&body), ..bare }).await?.expect_ok()?;
    bob.refresh().await?.expect_ok()?;
    Ok(())
}
