//! POST /login-2.18: a session as an older server made it, and what the first refresh makes of it
//! (finding C9).

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use session::clock::{Clock, SystemClock};

use crate::caller::Caller;
use crate::copies::Copies;

const HOUR: Duration = Duration::from_hours(1);
/// Today's claims, but for the issuer, and the payload's two.
const KEYS: [&str; 11] = [
    "antiCsrfToken",
    "exp",
    "iat",
    "parentRefreshTokenHash1",
    "plan",
    "refreshTokenHash1",
    "role",
    "rsub",
    "sessionHandle",
    "sub",
    "tId",
];

#[tokio::test]
async fn the_front_token_shows_the_payload_alone_and_a_refresh_todays_claims() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    for mut ada in [copies.browser(), Caller::new(&copies.first, "header")] {
        let payload = json!({ "role": "admin", "plan": { "name": "gold" } });
        let body = json!({ "userId": "ada", "payload": payload });
        let before = SystemClock.now();
        let reply = ada.post("/login-2.18", &body).await?.expect_ok()?;
        let after = SystemClock.now();
        let front = reply.front_token()?;
        ensure!(front.uid.as_str() == "ada" && Value::Object(front.up) == payload);
        ensure!((before + HOUR..=after + HOUR).contains(&front.ate), "{:?}", front.ate);
        ensure!(reply.set_cookies().is_empty(), "in headers only");
        ensure!(reply.header("anti-csrf").is_none());
        let exposed = reply.header("access-control-expose-headers").unwrap_or_default();
        for name in ["front-token", "st-access-token", "st-refresh-token"] {
            ensure!(reply.header(name).is_some_and(|value| !value.is_empty()), "{name}");
            ensure!(exposed.contains(name), "{exposed}");
        }
        ensure!(ada.reads("/").await? == "ada");

        let refreshed = ada.refresh().await?.expect_ok()?;
        ensure!(refreshed.set_cookies().is_empty(), "and it stays in headers");
        let up = Value::Object(refreshed.front_token()?.up);
        let keys: Vec<&str> = up.as_object().into_iter().flatten().map(|(key, _)| &**key).collect();
        ensure!(keys == KEYS, "{keys:?}");
        ensure!(up["role"] == "admin" && up["plan"] == payload["plan"] && up["sub"] == "ada");
        ensure!(ada.get("/update-jwt").await?.json()? == up);
        ensure!(ada.at(&copies.second).reads("/").await? == "ada");
    }
    Ok(())
}

#[tokio::test]
async fn the_payload_may_be_left_out_and_sets_no_protected_claim() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let mut ada = Caller::new(&copies.first, "header");
    let reply = ada.post("/login-2.18", &json!({ "userId": "ada" })).await?.expect_ok()?;
    ensure!(reply.front_token()?.up.is_empty());
    let body = json!({ "userId": "ada", "payload": { "sub": "root", "exp": 1, "a": 1 } });
    ada.post("/login-2.18", &body).await?.expect_ok()?;
    let up = ada.refresh().await?.expect_ok()?.front_token()?.up;
    ensure!(up["sub"] == "ada" && up["exp"] != 1 && up["a"] == 1);
    Ok(())
}
