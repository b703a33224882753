//! CORS on every reply.

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::json;
use tests::Reply;

use crate::caller::Ask;
use crate::copies::Copies;

fn list(reply: &Reply, name: &str) -> Vec<String> {
    let text = reply.header(name).unwrap_or_default();
    text.split(',').map(|one| one.trim().to_ascii_lowercase()).collect()
}

#[tokio::test]
async fn every_reply_names_the_website() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let website = copies.first.url();
    let mut ada = copies.browser();
    let login = ada.log_in("ada").await?;
    let mut replies = vec![
        login.clone(),
        ada.get("/").await?,
        ada.get("/testError?code=500").await?,
        ada.get("/nowhere").await?,
        ada.post("/session-claims-error", &json!({})).await?,
        ada.post("/login", &json!({})).await?,
        ada.post("/logout", &json!({})).await?,
        ada.get("/").await?,
        ada.get("/ping").await?,
    ];
    replies.push(ada.at(&copies.second).refresh().await?);
    for reply in &replies {
        ensure!(reply.header("access-control-allow-origin") == Some(&*website), "{reply:?}");
        ensure!(reply.header("access-control-allow-credentials") == Some("true"));
        let exposed = list(reply, "access-control-expose-headers");
        for name in ["content-length", "content-type", "date"] {
            ensure!(exposed.iter().any(|one| one == name), "{name} in {exposed:?}");
        }
        ensure!(reply.headers.contains_key("date"));
        ensure!(reply.headers.contains_key("content-length"), "no chunks: {reply:?}");
    }
    let exposed = list(&login, "access-control-expose-headers");
    ensure!(exposed[..2] == ["front-token", "anti-csrf"], "{exposed:?}");
    Ok(())
}

#[tokio::test]
async fn preflights_allow_what_they_ask_for() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    for (path, method) in [("/", "GET"), ("/login", "POST"), ("/auth/session/refresh", "POST")] {
        let headers = [
            ("origin", "http://localhost:8080"),
            ("access-control-request-method", method),
            ("access-control-request-headers", "x-of-my-own,testing"),
        ];
        let ask = Ask { headers: &headers, ..Ask::new(Method::OPTIONS, path) };
        let reply = copies.browser().send(ask).await?;
        ensure!(reply.status.is_success());
        ensure!(reply.header("access-control-allow-origin") == Some(&*copies.first.url()));
        ensure!(reply.header("access-control-allow-credentials") == Some("true"));
        let methods = list(&reply, "access-control-allow-methods");
        ensure!(methods == ["get", "put", "post", "delete"]);
        let allowed = list(&reply, "access-control-allow-headers");
        for name in [
            "content-type",
            "rid",
            "fdi-version",
            "anti-csrf",
            "authorization",
            "st-auth-mode",
            "x-of-my-own",
            "testing",
        ] {
            ensure!(allowed.iter().any(|one| one == name), "{name} in {allowed:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_public_keys_are_for_everybody() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let mut anyone = copies.browser();
    let keys = anyone.get("/auth/jwt/jwks.json").await?.expect_ok()?;
    ensure!(keys.header("access-control-allow-origin") == Some("*"));
    ensure!(keys.header("cache-control").is_some_and(|cache| cache.contains("must-revalidate")));
    ensure!(!keys.json()?["keys"].as_array().context("keys")?.is_empty());
    let document = anyone.get("/auth/.well-known/openid-configuration").await?.expect_ok()?;
    ensure!(document.header("access-control-allow-origin") == Some("*"));
    let issuer = format!("http://0.0.0.0:{}/auth", copies.first.port());
    let document = document.json()?;
    ensure!(document["issuer"] == issuer);
    ensure!(document["jwks_uri"] == format!("{issuer}/jwt/jwks.json"));
    Ok(())
}
