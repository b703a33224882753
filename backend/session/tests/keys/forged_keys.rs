//! Tokens that bring their own key, or say where it is (RFC 7515 section 4.1): `jwk`, `jku`, `x5u`
//! and `x5c` are never read, and nothing is ever fetched (security rule 3.4).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::routing::get;
use axum::serve::ListenerExt;
use base64::prelude::{BASE64_STANDARD, Engine};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::der::pem;
use crate::forger::{Forger, OwnKey};

/// A place on the network with a key to fetch. Dropped, it is gone.
struct Bait {
    url: String,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Bait {
    async fn set(key: &OwnKey, kid: &str) -> Result<Self> {
        let jwks = json!({ "keys": [key.jwk(kid)?] }).to_string();
        let certificate = pem("CERTIFICATE", &key.certificate);
        let router = Router::new()
            .route("/jwks.json", get(move || async move { jwks.clone() }))
            .route("/cert.pem", get(move || async move { certificate.clone() }));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let listener = listener.tap_io(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
        });
        let task = tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, connections, task })
    }

    /// Every header that leads to the key.
    fn headers(&self, key: &OwnKey, kid: &str) -> Result<Vec<(&'static str, Value)>> {
        Ok(vec![
            ("jwk", key.jwk(kid)?),
            ("jku", json!(format!("{}/jwks.json", self.url))),
            ("x5u", json!(format!("{}/cert.pem", self.url))),
            ("x5c", json!([BASE64_STANDARD.encode(&key.certificate)])),
        ])
    }

    /// No request came until now; and one that did would have found the key.
    async fn nobody_came(&self, key: &OwnKey, kid: &str) -> Result<()> {
        ensure!(self.connections.load(Ordering::SeqCst) == 0, "the key was fetched");
        let found: Value = reqwest::get(format!("{}/jwks.json", self.url)).await?.json().await?;
        assert_eq!(found["keys"], json!([key.jwk(kid)?]));
        let found = reqwest::get(format!("{}/cert.pem", self.url)).await?.text().await?;
        assert_eq!(found, pem("CERTIFICATE", &key.certificate));
        ensure!(self.connections.load(Ordering::SeqCst) > 0, "the count does not count");
        Ok(())
    }
}

impl Drop for Bait {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A server that believed the key that came along would take this token.
fn would_be_believed(token: &str, jwk: &Value) -> Result<()> {
    let key = DecodingKey::from_jwk(&serde_json::from_value(jwk.clone())?)?;
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_exp = false;
    decode::<Value>(token, &key, &validation).context("a forgery that nobody would believe")?;
    Ok(())
}

#[tokio::test]
async fn a_key_that_comes_with_the_token_is_not_believed_and_none_is_fetched() -> Result<()> {
    let mut forger = Forger::new().await?;
    let real = forger.header["kid"].as_str().context("a kid")?.to_owned();
    for kid in [real.as_str(), "d-1795225702001"] {
        let bait = Bait::set(forger.key(), kid).await?;
        forger.header = forger.header("kid", json!(kid)).as_object().context("one")?.clone();
        let headers = bait.headers(forger.key(), kid)?;
        let mut all = forger.header.clone();
        for (name, value) in headers {
            all.insert(name.to_owned(), value.clone());
            let token = forger.signed(&forger.header(name, value), &json!(forger.payload))?;
            would_be_believed(&token, &forger.key().jwk(kid)?)?;
            forger.is_refused(&token, &format!("{name} under {kid}")).await?;
        }
        let token = forger.signed(&Value::Object(all), &json!(forger.payload))?;
        forger.is_refused(&token, &format!("all of them under {kid}")).await?;
        bait.nobody_came(forger.key(), kid).await?;
    }
    Ok(())
}

/// Signed by a key that the application knows, and pointing at another one.
#[tokio::test]
async fn a_genuine_token_is_taken_whatever_key_it_points_at() -> Result<()> {
    let forger = Forger::new().await?;
    let mut all = forger.plant_key().await?.as_object().context("one")?.clone();
    let another = OwnKey::new()?;
    let bait = Bait::set(&another, "planted").await?;
    for (name, value) in bait.headers(&another, "planted")? {
        all.insert(name.to_owned(), value);
        let token = forger.signed(&json!(all), &json!(forger.payload))?;
        assert_eq!(forger.present(&token).await?.status, 200, "{name} was read");
    }
    bait.nobody_came(&another, "planted").await
}
