//! A rotation that was stored and never answered: whenever its caller comes back, it is no theft.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use backend::config::{Config, Environment, Settings};
use session::clock::{Clock, ManualClock, OsRandom};
use session::{
    AntiCsrf, Device, NewSession, RefreshRequest, ServerKeys, SessionError, Sessions, Tokens,
};
use shared::TenantId;
use tests::{Database, Fault, Log, Proxy, SECRET_KEY, on_postgres};

use tests::rows::NOW;

const HOUR: Duration = Duration::from_hours(1);

/// Two processes on one database, the first of them behind a proxy.
struct Two {
    first: Sessions,
    second: Sessions,
    proxy: Proxy,
    clock: Arc<ManualClock>,
}

fn config(url: &str, grace: &str) -> Result<Config> {
    let environment = Environment::from([
        ("DATABASE_URL", url),
        ("SECRET_KEY", SECRET_KEY),
        ("REFRESH_GRACE", grace),
    ]);
    let mut config = Settings::read(["test"], &environment)?.check()?;
    config.session.validity_jitter = false;
    Ok(config)
}

async fn process(url: &str, grace: &str, clock: &Arc<ManualClock>) -> Result<Sessions> {
    let config = config(url, grace)?;
    let server_keys = ServerKeys::load(&config.server_key_source(), &OsRandom)?;
    let clock = Arc::clone(clock) as Arc<dyn Clock>;
    let db = backend::database::connect(url).await?;
    Sessions::load(config.session, db, server_keys, clock, Arc::new(OsRandom)).await
}

async fn two<F>(grace: &'static str, test: impl FnOnce(Two) -> F + 'static) -> Result<()>
where
    F: Future<Output = Result<()>> + 'static,
{
    on_postgres(move |Database { url, .. }| async move {
        let (proxy, through) = Proxy::before(&url).await?;
        let clock = Arc::new(ManualClock::at(NOW));
        let first = process(&through, grace, &clock).await?;
        let second = process(&url, grace, &clock).await?;
        test(Two { first, second, proxy, clock }).await
    })
    .await
}

async fn sign_in(sessions: &Sessions) -> Result<Tokens> {
    let new = NewSession::of("u1".parse()?, TenantId::public());
    Ok(sessions.create_new_session(new).await?)
}

async fn refresh(sessions: &Sessions, token: &str) -> Result<Tokens, SessionError> {
    let (anti_csrf, device) = (AntiCsrf::NotDue, Device::default());
    let request = RefreshRequest { token, anti_csrf, with_anti_csrf: false, device: &device };
    sessions.refresh_session(&request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_row_is_read_again_at_once_and_answered() -> Result<()> {
    // Without a grace window, too: the caller has used its token once.
    for grace in ["30", "0"] {
        two(grace, |two| async move {
            let tokens = sign_in(&two.first).await?;
            two.proxy.set(Fault::CutAfterCommit);
            let next = refresh(&two.first, &tokens.refresh_token).await?;
            assert_eq!(two.proxy.fault(), Fault::None, "the answer of the commit was cut off");
            assert_ne!(next.refresh_token, tokens.refresh_token);
            refresh(&two.second, &next.refresh_token).await?;
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_did_not_arrive_is_a_fault_and_the_token_is_still_good() -> Result<()> {
    two("30", |two| async move {
        let tokens = sign_in(&two.first).await?;
        two.proxy.set(Fault::CutBeforeCommit);
        let failed = refresh(&two.first, &tokens.refresh_token).await;
        assert!(matches!(failed, Err(SessionError::General(_))));
        two.clock.advance(HOUR);
        refresh(&two.first, &tokens.refresh_token).await?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn long_after_the_window_the_process_still_knows_and_then_the_window_begins() -> Result<()> {
    two("30", |two| async move {
        let tokens = sign_in(&two.first).await?;
        two.proxy.set(Fault::CutAfterCommitAndRefuse);
        let failed = refresh(&two.first, &tokens.refresh_token).await;
        assert!(matches!(failed, Err(SessionError::General(_))), "the database is away");
        two.proxy.set(Fault::None);
        two.clock.advance(HOUR);
        let next = refresh(&two.first, &tokens.refresh_token).await?;
        two.clock.advance(Duration::from_secs(30));
        let again = refresh(&two.first, &tokens.refresh_token).await?;
        assert_eq!(again.refresh_token, next.refresh_token, "one successor");
        two.clock.advance(Duration::from_millis(1));
        let stolen = refresh(&two.first, &tokens.refresh_token).await;
        assert!(matches!(stolen, Err(SessionError::TokenTheftDetected)));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_memory_is_of_one_process_and_of_one_rotation() -> Result<()> {
    // Another process does not know of it: that is said in the docs.
    two("30", |two| async move {
        let tokens = sign_in(&two.first).await?;
        two.proxy.set(Fault::CutAfterCommitAndRefuse);
        assert!(refresh(&two.first, &tokens.refresh_token).await.is_err());
        two.clock.advance(HOUR);
        let stolen = refresh(&two.second, &tokens.refresh_token).await;
        assert!(matches!(stolen, Err(SessionError::TokenTheftDetected)));
        Ok(())
    })
    .await?;
    // A rotation that was not stored excuses no later one of the same generation.
    two("30", |two| async move {
        let tokens = sign_in(&two.first).await?;
        two.proxy.set(Fault::CutBeforeCommit);
        assert!(refresh(&two.first, &tokens.refresh_token).await.is_err());
        two.clock.advance(Duration::from_millis(1));
        refresh(&two.second, &tokens.refresh_token).await?;
        two.clock.advance(HOUR);
        let stolen = refresh(&two.first, &tokens.refresh_token).await;
        assert!(matches!(stolen, Err(SessionError::TokenTheftDetected)));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_that_differ_a_little_make_no_theft() -> Result<()> {
    on_postgres(|Database { url, .. }| async move {
        let right = Arc::new(ManualClock::at(NOW));
        let behind = Arc::new(ManualClock::at(NOW - Duration::from_secs(5)));
        let (one, other) =
            (process(&url, "30", &right).await?, process(&url, "30", &behind).await?);
        let tokens = sign_in(&one).await?;
        refresh(&other, &tokens.refresh_token).await?;
        right.advance(Duration::from_secs(30));
        refresh(&one, &tokens.refresh_token).await?;
        right.advance(Duration::from_millis(1));
        let stolen = refresh(&one, &tokens.refresh_token).await;
        assert!(matches!(stolen, Err(SessionError::TokenTheftDetected)));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_clock_that_is_far_from_the_databases_is_warned_of() -> Result<()> {
    on_postgres(|Database { url, db }| async move {
        let server = db.server_clock().await?.context("a clock of its own")?;
        let (second, minute) = (Duration::from_secs(1), Duration::from_mins(1));
        for (shown, warned) in [
            (server, false),
            (server + second, false),
            (server + minute, true),
            (server - minute, true),
        ] {
            let (log, _guard) = Log::collect();
            process(&url, "30", &Arc::new(ManualClock::at(shown))).await?;
            assert_eq!(
                log.text().contains("synchronise the clocks"),
                warned,
                "{server:?} {shown:?}"
            );
        }
        Ok(())
    })
    .await
}
