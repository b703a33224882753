//! The example of docs/guides/verify-offline.md against a running backend.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::routing::get;
use jsonwebtoken::decode_header;
use reqwest::StatusCode;
use tempfile::TempDir;
use tokio::net::TcpListener;

use self::verify_offline::Keys;
use crate::caller::Caller;
use crate::program::{Program, command};

#[expect(dead_code, reason = "its main is for those who run it")]
#[path = "../../examples/verify_offline.rs"]
mod verify_offline;

const API: &str = "http://localhost:3000";
const ISSUER: &str = "http://localhost:3000/auth";

fn start(folder: &TempDir, setting: (&str, &str)) -> Result<Program> {
    let (name, value) = setting;
    Program::start(command(folder.path()).env("API_DOMAIN", API).env(name, value))
}

fn key_url(program: &Program) -> String {
    program.url("/auth/jwt/jwks.json")
}

#[tokio::test]
async fn another_service_verifies_with_nothing_but_the_public_keys() -> Result<()> {
    for algorithm in ["es256", "eddsa", "rs256"] {
        let folder = tempfile::tempdir()?;
        let program = start(&folder, ("SIGNING_ALGORITHM", algorithm))?;
        let token = Caller::sign_demo(&program).await?.access;

        let mut keys = Keys::fetch(ISSUER, key_url(&program)).await?;
        let caller = keys.verify(&token).await?;
        assert_eq!(caller.tenant_id.as_str(), "acme", "{algorithm}");
        assert!(!caller.user_id.as_str().is_empty());

        let (signed, signature) = token.rsplit_once('.').unwrap_or_default();
        let forged = format!("{signed}.{}", signature.chars().rev().collect::<String>());
        assert!(keys.verify(&forged).await.is_err(), "{algorithm}");
        let mut elsewhere = Keys::fetch("http://evil.test", key_url(&program)).await?;
        assert!(elsewhere.verify(&token).await.is_err());
    }
    Ok(())
}

/// The keys of `program`, passed on at another address, and how often they were asked for.
async fn counted(program: &Program) -> Result<(String, Arc<AtomicUsize>)> {
    let asked = Arc::new(AtomicUsize::new(0));
    let (count, url) = (Arc::clone(&asked), key_url(program));
    let pass_on = get(move || async move {
        count.fetch_add(1, Ordering::SeqCst);
        let reply = reqwest::get(url).await.map_err(|_| StatusCode::BAD_GATEWAY)?;
        reply.text().await.map_err(|_| StatusCode::BAD_GATEWAY)
    });
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let router = Router::new().route("/", pass_on);
    // Until the test's runtime ends.
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok((url, asked))
}

fn kid(token: &str) -> Result<String> {
    decode_header(token)?.kid.context("a kid")
}

#[tokio::test]
async fn a_key_that_is_new_is_fetched_once_and_a_made_up_one_is_not_asked_for_again() -> Result<()>
{
    let folder = tempfile::tempdir()?;
    let program = start(&folder, ("SIGNING_KEY_INTERVAL", "1"))?;
    let (url, asked) = counted(&program).await?;
    let mut caller = Caller::sign_demo(&program).await?;
    let mut keys = Keys::fetch(ISSUER, url).await?;
    let old = caller.access.clone();
    keys.verify(&old).await?;

    // Two keys on, so that none of them was published when the keys were fetched.
    let mut seen = vec![kid(&old)?];
    let mut again = tokio::time::interval(Duration::from_millis(100));
    let two_keys_on = async {
        while seen.len() < 3 {
            again.tick().await;
            ensure!(caller.refresh(&program).await? == StatusCode::OK);
            let now = kid(&caller.access)?;
            if !seen.contains(&now) {
                seen.push(now);
            }
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(60), two_keys_on).await.context("no rotation")??;

    assert_eq!(asked.load(Ordering::SeqCst), 1, "a known key needs no request");
    assert_eq!(keys.verify(&caller.access).await?.tenant_id.as_str(), "acme", "fetched again");
    assert_eq!(
        keys.verify(&old).await?.tenant_id.as_str(),
        "acme",
        "the old one is still published"
    );
    assert_eq!(asked.load(Ordering::SeqCst), 2);

    for number in 0..20 {
        let header = format!("{{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"made-up-{number}\"}}");
        let (_, rest) = old.split_once('.').context("parts")?;
        let made_up = format!("{}.{rest}", base64_url(&header));
        assert!(keys.verify(&made_up).await.is_err());
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2, "not for each of them");
    Ok(())
}

fn base64_url(text: &str) -> String {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
    BASE64_URL_SAFE_NO_PAD.encode(text)
}
