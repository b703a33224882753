//! How a suite prepares a case.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::caller::Caller;
use crate::copies::Copies;

#[tokio::test]
async fn apps_are_isolated_and_good_on_both_copies() -> Result<()> {
    let copies = Copies::start().await?;
    walk_through_two_apps(&copies).await
}

#[tokio::test]
async fn apps_are_schemas_on_postgres() -> Result<()> {
    tests::on_postgres(|database| async move {
        let copies = Copies::start_on(tempfile::tempdir()?, database.url).await?;
        walk_through_two_apps(&copies).await
    })
    .await
}

async fn walk_through_two_apps(copies: &Copies) -> Result<()> {
    let one = copies.make(json!({ "access_token_validity": 100 })).await?;
    let two = copies.make(json!({ "access_token_validity": 7200 })).await?;
    let flags = json!({ "enableAntiCsrf": false });
    copies.serve(&one, flags.clone()).await?;
    let mut ada = copies.browser();
    let made = ada.log_in("ada").await?.front_token()?;
    ensure!(made.ate.since(made.issued_at().context("iat")?) == Duration::from_secs(100));
    ensure!(made.up["iss"] == format!("http://0.0.0.0:{}/auth", copies.first.port()));
    ensure!(ada.reads("/").await? == "ada");
    ensure!(ada.at(&copies.second).reads("/").await? == "ada", "one store");

    copies.serve(&two, flags.clone()).await?;
    for copy in [&copies.first, &copies.second] {
        let mut elsewhere = ada.at(copy);
        ensure!(elsewhere.get("/").await?.status == 401, "keys of its own");
        let refused = elsewhere.refresh().await?;
        ensure!(refused.status == 401 && refused.text() == "{}", "sessions of its own");
        ensure!(refused.clears_everything());
    }
    let mut bob = Caller::new(&copies.second, "cookie");
    let made = bob.log_in("bob").await?.front_token()?;
    ensure!(made.ate.since(made.issued_at().context("iat")?) == Duration::from_secs(7_200));
    ensure!(made.up["iss"] == format!("http://0.0.0.0:{}/auth", copies.second.port()));

    // The first one is as it was; a refresh on one copy counts on the other.
    copies.serve(&one, flags).await?;
    let mut ada = ada.at(&copies.second);
    ada.refresh().await?.expect_ok()?;
    ensure!(ada.at(&copies.first).reads("/").await? == "ada");
    Ok(())
}

#[tokio::test]
async fn settings_out_of_range_and_unknown_ids_are_said() -> Result<()> {
    let copies = Copies::start().await?;
    let mut suite = copies.browser();
    let zero = json!({ "appId": "a", "coreConfig": { "access_token_validity": 0 } });
    let refused = suite.post("/test/setup/app", &zero).await?;
    ensure!(refused.status == 500 && refused.text().contains("1 to 7200"), "{}", refused.text());
    let refused = suite.post("/test/setup/st", &json!({ "coreUrl": "nobody" })).await?;
    ensure!(refused.status == 500 && refused.text().contains("nobody"), "{}", refused.text());
    // What was served before still is.
    suite.log_in("ada").await?;
    Ok(())
}

#[tokio::test]
async fn a_setup_takes_effect_at_once() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let next = copies.make(json!({ "access_token_validity": 7 })).await?;
    let body = json!({ "coreUrl": next, "enableAntiCsrf": true }).to_string();
    let mut setup = TcpStream::connect(("127.0.0.1", copies.first.port())).await?;
    let head = format!(
        "POST /test/setup/st HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    setup.write_all(head.as_bytes()).await?;
    // Half of the request is there; a caller that comes now waits for the other half.
    while timeout(Duration::from_millis(300), copies.browser().get("/featureFlags")).await.is_ok() {
    }
    let mut ada = copies.browser();
    let (made, written) = tokio::join!(ada.log_in("ada"), setup.write_all(body.as_bytes()));
    written?;
    let made = made?.front_token()?;
    let life = made.ate.since(made.issued_at().context("iat")?);
    ensure!(life == Duration::from_secs(7), "{made:?}");
    Ok(())
}

#[tokio::test]
async fn hooks_answer_as_suites_expect() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let mut suite = copies.browser();
    ensure!(suite.reads("/ping").await? == "success");
    ensure!(suite.reads("/getPackageVersion").await? == env!("CARGO_PKG_VERSION"));
    for path in ["/beforeeach", "/after", "/stopst"] {
        suite.post(path, &json!({})).await?.expect_ok()?;
    }
    let flags = |jwt: bool| {
        json!({ "sessionJwt": jwt, "sessionClaims": true, "v3AccessToken": true,
            "duplicateCookieHandling": true })
    };
    ensure!(suite.get("/featureFlags").await?.json()? == flags(false));
    let id = copies.make(json!({ "access_token_validity": 100 })).await?;
    copies.serve(&id, json!({ "enableAntiCsrf": false, "enableJWT": true })).await?;
    ensure!(suite.get("/featureFlags").await?.json()? == flags(true));
    let again = json!({ "coreUrl": id, "jwtPropertyName": "custom" });
    suite.post("/reinitialiseBackendConfig", &again).await?.expect_ok()?;
    ensure!(suite.get("/featureFlags").await?.json()? == flags(true), "the last flags stay");
    copies.serve(&id, json!({ "enableAntiCsrf": false })).await?;
    ensure!(suite.get("/featureFlags").await?.json()? == flags(false));
    Ok(())
}

#[tokio::test]
async fn calls_are_counted_until_the_next_case() -> Result<()> {
    const ZERO: [&str; 3] = ["0", "0", "0"];
    let copies = Copies::start_with(100).await?;
    let mut ada = copies.browser();
    ensure!(counts(&mut ada).await? == ZERO);
    ensure!(ada.refresh().await?.status == 401);
    ensure!(ada.get("/").await?.status == 401);
    ensure!(
        counts(&mut ada).await? == ["0", "1", "0"],
        "attempted, not called; no session was verified"
    );
    ada.log_in("ada").await?;
    ada.get("/").await?.expect_ok()?;
    ensure!(ada.refresh().await?.expect_ok()?.text() == "refresh success");
    ensure!(counts(&mut ada).await? == ["1", "2", "1"]);
    ensure!(counts(&mut ada.at(&copies.second)).await? == ZERO, "each copy counts its own");
    ada.post("/beforeeach", &json!({})).await?;
    ensure!(counts(&mut ada).await? == ZERO);
    Ok(())
}

async fn counts(caller: &mut Caller) -> Result<[String; 3]> {
    Ok([
        caller.reads("/refreshCalledTime").await?,
        caller.reads("/refreshAttemptedTime").await?,
        caller.reads("/getSessionCalledTime").await?,
    ])
}
