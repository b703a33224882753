//! The access token's payload, claims, and the exposed token.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::copies::Copies;

/// Without claims of the app's (wire protocol 5.1).
const KEYS: [&str; 10] = [
    "antiCsrfToken",
    "exp",
    "iat",
    "iss",
    "parentRefreshTokenHash1",
    "refreshTokenHash1",
    "rsub",
    "sessionHandle",
    "sub",
    "tId",
];

fn keys(payload: &Value) -> Vec<&str> {
    let mut keys: Vec<_> =
        payload.as_object().into_iter().flatten().map(|(key, _)| &**key).collect();
    keys.sort_unstable();
    keys
}

#[tokio::test]
async fn an_update_replaces_the_whole_payload() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let mut ada = copies.browser();
    let made = ada.log_in("ada").await?.front_token()?;
    let payload = ada.get("/update-jwt").await?.json()?;
    ensure!(keys(&payload) == KEYS && payload == Value::Object(made.up));

    let first = ada.post("/update-jwt", &json!({ "a": { "x": 1 }, "b": 2 })).await?.expect_ok()?;
    let updated = first.json()?;
    ensure!(updated["a"] == json!({ "x": 1 }) && updated["b"] == 2);
    ensure!(updated.get("iss").is_none(), "really removed");
    ensure!(updated["exp"] == payload["exp"], "the expiry stays");
    ensure!(Value::Object(first.front_token()?.up) == updated, "the reply's token says the same");
    ensure!(!first.headers.contains_key("anti-csrf"));

    let nulls = json!({ "sub": null, "exp": null, "sessionHandle": null, "tId": null, "iss": null,
        "antiCsrfToken": null, "c": 3 });
    let second = ada.post("/update-jwt", &nulls).await?.expect_ok()?.json()?;
    ensure!(second["sub"] == "ada" && second["sessionHandle"] == payload["sessionHandle"]);
    ensure!(second["c"] == 3 && second.get("a").is_none() && second.get("b").is_none());
    ensure!(ada.get("/update-jwt").await?.json()? == second);

    ada.refresh().await?.expect_ok()?;
    let refreshed = ada.get("/update-jwt").await?.expect_ok()?.json()?;
    ensure!(refreshed["c"] == 3 && refreshed.get("iss").is_none(), "and stays so");
    ensure!(ada.at(&copies.second).reads("/").await? == "ada");
    Ok(())
}

#[tokio::test]
async fn an_update_by_handle_shows_after_the_next_refresh() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let mut ada = copies.browser();
    ada.log_in("ada").await?;
    let old = ada.get("/update-jwt").await?.json()?;
    let reply = ada.post("/update-jwt-with-handle", &json!({ "a": 1 })).await?.expect_ok()?;
    ensure!(reply.json()? == old && !reply.headers.contains_key("front-token"));
    ensure!(ada.get("/update-jwt").await?.json()? == old);
    ada.refresh().await?.expect_ok()?;
    let new = ada.get("/update-jwt").await?.json()?;
    ensure!(new["a"] == 1 && new.get("iss").is_none());
    Ok(())
}

#[tokio::test]
async fn a_failing_claim_is_403_with_its_reason() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let mut ada = copies.browser();
    ensure!(ada.post("/session-claims-error", &json!({})).await?.status == 401);
    ada.log_in("ada").await?;
    let refused = ada.post("/session-claims-error", &json!({})).await?;
    ensure!(refused.status == 403);
    let expected = json!([{ "id": "test-claim-failing", "reason": { "message": "testReason" } }]);
    let body = refused.json()?;
    ensure!(body["message"] == "invalid claim" && body["claimValidationErrors"] == expected);
    ensure!(!refused.headers.contains_key("front-token"));
    Ok(())
}

#[tokio::test]
async fn enable_jwt_exposes_the_token_and_adds_a_claim() -> Result<()> {
    let copies = Copies::start().await?;
    let id = copies.make(json!({ "access_token_validity": 100 })).await?;
    copies.serve(&id, json!({ "enableAntiCsrf": true, "enableJWT": true })).await?;
    let mut ada = copies.browser();
    let made = ada.log_in("ada").await?;
    ensure!(made.front_token()?.up["customClaim"] == "customValue");
    let exposed = made.header("st-access-token").context("exposed")?;
    ensure!(made.set_cookie("sAccessToken").context("a cookie")?.value() == exposed);
    ensure!(!made.headers.contains_key("st-refresh-token"));
    let list = made.header("access-control-expose-headers").unwrap_or_default();
    ensure!(list.contains("st-access-token") && list.contains("front-token"), "{list}");
    let refreshed = ada.refresh().await?.expect_ok()?;
    ensure!(refreshed.front_token()?.up["customClaim"] == "customValue");
    ensure!(refreshed.headers.contains_key("st-access-token"));
    let updated = ada.post("/update-jwt", &json!({ "k": "v" })).await?.expect_ok()?;
    ensure!(updated.headers.contains_key("st-access-token"));
    ensure!(updated.json()?.get("customClaim").is_none());

    copies.serve(&id, json!({ "enableAntiCsrf": true })).await?;
    let made = Caller::new(&copies.second, "cookie").log_in("bob").await?;
    ensure!(!made.headers.contains_key("st-access-token"));
    ensure!(made.front_token()?.up.get("customClaim").is_none());
    Ok(())
}
