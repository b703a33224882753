//! Postgres vanishes without a word for longer than the grace window, under load: every request is
//! answered, no session is lost, and all is well again soon after its return.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use reqwest::StatusCode;
use tests::{Database, Fault, Proxy, on_postgres};
use tokio::sync::watch;

use crate::caller::Caller;
use crate::program::{Program, command};

const KEY: &str = "p7Qy0kZ1m3x5v8B2n4C6d8F0h2J4l6N8q0S2u4W6y8A=";
/// Longer than the grace window, which is 30 s.
const OUTAGE: Duration = Duration::from_secs(40);
/// How long any one request may take.
const ANSWERED_WITHIN: Duration = Duration::from_secs(5);
const BACK_WITHIN: Duration = Duration::from_secs(5);
const STOPPED_WITHIN: Duration = Duration::from_secs(12);
const CALLERS: usize = 12;
/// Between two refreshes of one caller: other tests need the machine, too.
const PAUSE: Duration = Duration::from_millis(10);

/// One browser that refreshes again and again, with the same token until there is a new one.
struct Refresher {
    caller: Caller,
    address: String,
    longest: Duration,
}

impl Refresher {
    async fn refresh(&mut self) -> Result<StatusCode> {
        let start = now();
        let status = self.caller.refresh_at(&self.address).await?;
        self.longest = self.longest.max(now() - start);
        ensure!(status == StatusCode::OK || status.is_server_error(), "{status}: a false theft?");
        Ok(status)
    }

    /// Refreshes until told to stop, and then until it works; says when it did.
    async fn run(mut self, stop: watch::Receiver<bool>) -> Result<(Instant, Duration)> {
        while !*stop.borrow() {
            self.refresh().await?;
            tokio::time::sleep(PAUSE).await;
        }
        while self.refresh().await? != StatusCode::OK {
            tokio::time::sleep(PAUSE).await;
        }
        Ok((now(), self.longest))
    }
}

fn start(folder: &std::path::Path, url: &str) -> Result<Program> {
    let mut command = command(folder);
    command.env("DATABASE_URL", url).env("SECRET_KEY", KEY).env("LOG", "error,backend::serve=info");
    Program::start(&mut command)
}

async fn refreshers(program: &Program) -> Result<Vec<Refresher>> {
    let mut all = Vec::new();
    for number in 0..CALLERS {
        let caller = Caller::sign_up(program, &format!("caller{number}@example.com")).await?;
        let address = program.url("/auth/session/refresh");
        all.push(Refresher { caller, address, longest: Duration::ZERO });
    }
    Ok(all)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_seconds_without_postgres_lose_no_session() -> Result<()> {
    on_postgres(|Database { url, .. }| async move {
        let folder = tempfile::tempdir()?;
        let (proxy, url) = Proxy::before(&url).await?;
        let program = start(folder.path(), &url)?;
        let (returned, stop) = watch::channel(false);
        let all = refreshers(&program).await?;
        let verified = all[0].caller.clone();
        let all: Vec<_> = all.into_iter().map(|one| tokio::spawn(one.run(stop.clone()))).collect();
        let over = Arc::new(AtomicBool::new(false));
        let verifying =
            tokio::spawn(verify_until(Arc::clone(&over), program.url("/getSession"), verified));

        // Commits that arrive, and whose answers do not: the worst moment to lose the line. Several
        // times, so that calls are met in each of their stages.
        for _ in 0..5 {
            proxy.set(Fault::LoseReplies);
            tokio::time::sleep(Duration::from_millis(200)).await;
            proxy.set(Fault::None);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        proxy.set(Fault::LoseReplies);
        tokio::time::sleep(Duration::from_millis(200)).await;
        proxy.set(Fault::BlackHole);
        tokio::time::sleep(OUTAGE).await;
        proxy.set(Fault::None);
        let back = now();
        returned.send_replace(true);
        for one in try_join_all(all).await? {
            let (works, longest) = one?;
            ensure!(works - back < BACK_WITHIN, "back after {:?}", works - back);
            ensure!(longest < ANSWERED_WITHIN, "a request took {longest:?}");
        }
        over.store(true, Ordering::SeqCst);
        ensure!(verifying.await?? > 0, "tokens are verified without a database");
        assert!(program.terminate()?.success());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_ends_the_program_while_postgres_is_gone() -> Result<()> {
    on_postgres(|Database { url, .. }| async move {
        let folder = tempfile::tempdir()?;
        let (proxy, url) = Proxy::before(&url).await?;
        let program = start(folder.path(), &url)?;
        let (_stop, stopping) = watch::channel(false);
        let all = refreshers(&program).await?;
        proxy.set(Fault::BlackHole);
        let all: Vec<_> =
            all.into_iter().map(|one| tokio::spawn(one.run(stopping.clone()))).collect();
        tokio::time::sleep(Duration::from_secs(1)).await;
        let start = now();
        let ended = tokio::task::spawn_blocking(move || program.terminate());
        let status =
            tokio::time::timeout(STOPPED_WITHIN, ended).await.context("it goes on")???;
        assert!(status.success(), "{status} after {:?}", now() - start);
        all.iter().for_each(tokio::task::JoinHandle::abort);
        Ok(())
    })
    .await
}

/// Asks who is signed in, again and again; says how often it was told.
async fn verify_until(over: Arc<AtomicBool>, url: String, caller: Caller) -> Result<usize> {
    let mut times = 0;
    while !over.load(Ordering::SeqCst) {
        let start = now();
        let reply = caller.http.get(&url).bearer_auth(&caller.access).send().await?;
        ensure!(reply.status() == StatusCode::OK, "{}", reply.status());
        ensure!(now() - start < ANSWERED_WITHIN, "it took {:?}", now() - start);
        times += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(times)
}

#[expect(clippy::disallowed_methods, reason = "how long a program takes is measured in real time")]
fn now() -> Instant {
    Instant::now()
}
