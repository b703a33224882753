//! Signing keys of seven seconds under tokens of a hundred.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use tests::Reply;
use tokio::time::{interval, timeout};

use crate::copies::Copies;

const POLL: Duration = Duration::from_millis(250);
const PATIENCE: Duration = Duration::from_secs(40);

#[tokio::test]
async fn tokens_of_an_older_key_need_no_refresh() -> Result<()> {
    let copies = Copies::start().await?;
    let settings = json!({
        "access_token_validity": 100,
        "access_token_signing_key_update_interval": "0.002",
    });
    let id = copies.make(settings).await?;
    copies.serve(&id, json!({ "enableAntiCsrf": true })).await?;
    let mut ada = copies.browser();
    let first = kid(&ada.log_in("ada").await?)?;

    // Until two keys have followed.
    let mut newer = vec![first.clone()];
    let rotations = async {
        let mut ticks = interval(POLL);
        while newer.len() < 3 {
            ticks.tick().await;
            let now = kid(&copies.browser().log_in("bob").await?)?;
            if !newer.contains(&now) {
                newer.push(now);
            }
        }
        anyhow::Ok(())
    };
    timeout(PATIENCE, rotations).await.context("the keys do not rotate")??;

    for copy in [&copies.first, &copies.second] {
        let calls = (0..100).map(|_| {
            let mut ada = ada.at(copy);
            async move { ada.reads("/").await }
        });
        ensure!(try_join_all(calls).await?.iter().all(|text| text == "ada"));
        let published = ada.at(copy).get("/auth/jwt/jwks.json").await?.json()?;
        let published: Vec<_> =
            published["keys"].as_array().into_iter().flatten().map(|key| &key["kid"]).collect();
        ensure!(newer.iter().all(|kid| published.contains(&&json!(kid))), "{published:?}");
        ensure!(ada.at(copy).reads("/refreshAttemptedTime").await? == "0");
    }
    Ok(())
}

fn kid(login: &Reply) -> Result<String> {
    let cookie = login.set_cookie("sAccessToken").context("an access token")?;
    let header = cookie.value().split('.').next().unwrap_or_default();
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header)?)?;
    Ok(header["kid"].as_str().context("kid")?.to_owned())
}
