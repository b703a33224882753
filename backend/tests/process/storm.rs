//! Ten thousand refreshes of one token, five hundred in flight: one lineage, nobody is signed out,
//! and others are served meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::{Context, Result, ensure};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use reqwest::{Client, StatusCode};

use crate::caller::Caller;
use crate::program::{Program, command};

const REFRESHES: usize = 10_000;
const IN_FLIGHT: usize = 500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_refreshes_of_one_token_are_one_step() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(command(folder.path()).env("LOG", "warn,backend::serve=info"))?;
    let mut ada = Caller::sign(&program, "/auth/signup").await?;
    let other = Caller::sign_demo(&program).await?;

    let over = Arc::new(AtomicBool::new(false));
    let served = Arc::new(AtomicU64::new(0));
    let verifying = tokio::spawn(verify_until(
        Arc::clone(&over),
        Arc::clone(&served),
        program.url("/getSession"),
        other,
    ));

    let http = Client::builder().pool_max_idle_per_host(IN_FLIGHT).build()?;
    let url = program.url("/auth/session/refresh");
    let successors: Vec<String> = stream::iter(0..REFRESHES)
        .map(|_| refresh(http.clone(), url.clone(), ada.refresh.clone()))
        .buffer_unordered(IN_FLIGHT)
        .try_collect()
        .await?;
    over.store(true, Ordering::SeqCst);
    verifying.await??;

    let first = successors.first().context("ten thousand answers")?;
    assert!(successors.iter().all(|one| one == first), "one lineage");
    ada.refresh.clone_from(first);
    assert_eq!(ada.refresh(&program).await?, StatusCode::OK, "and it goes on");
    // One core for the storm, one for its victim: hundreds are usual, none would be starvation.
    let served = served.load(Ordering::SeqCst);
    assert!(served >= 50, "only {served} calls of somebody else were served meanwhile");
    Ok(())
}

async fn refresh(http: Client, url: String, token: String) -> Result<String> {
    let reply = http.post(url).bearer_auth(token).send().await?;
    ensure!(reply.status() == StatusCode::OK, "{} {}", reply.status(), reply.text().await?);
    let successor = reply.headers().get("st-refresh-token").context("a refresh token")?;
    Ok(successor.to_str()?.to_owned())
}

async fn verify_until(
    over: Arc<AtomicBool>,
    served: Arc<AtomicU64>,
    url: String,
    caller: Caller,
) -> Result<()> {
    while !over.load(Ordering::SeqCst) {
        let reply = caller.http.get(&url).bearer_auth(&caller.access).send().await?;
        ensure!(reply.status() == StatusCode::OK, "{}", reply.status());
        served.fetch_add(1, Ordering::SeqCst);
    }
    Ok(())
}
