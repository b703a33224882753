//! An unknown address takes as long as a wrong password (security rule 7.6).

use std::time::{Duration, Instant};

use anyhow::Result;
use backend::account::DEMO_EMAIL;
use tests::TestApp;

/// Of each kind.
const SAMPLES: usize = 60;

#[expect(clippy::disallowed_methods, reason = "how long an answer takes is what is measured here")]
async fn time_of(app: &TestApp, email: &str) -> Result<Duration> {
    let mut browser = app.browser();
    let start = Instant::now();
    browser.sign_in(email, "not the password").await?.expect_ok()?;
    Ok(start.elapsed())
}

/// The rank test of Mann and Whitney: how many standard deviations the ranks of `one` are from
/// where they would be if both were alike. Below -4 or above 4 it is chance once in 15,000 times.
fn deviation(one: &[Duration], other: &[Duration]) -> f64 {
    let (n, m) = (one.len() as f64, other.len() as f64);
    let wins = one.iter().map(|a| other.iter().filter(|b| a > *b).count()).sum::<usize>() as f64;
    (wins - n * m / 2.0) / (n * m * (n + m + 1.0) / 12.0).sqrt()
}

#[tokio::test]
async fn an_unknown_address_takes_as_long_as_a_wrong_password() -> Result<()> {
    let app = TestApp::with(&[("HASH_PERMITS", "1")]).await?;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for sample in 0..SAMPLES {
        // By turns, so that whatever else this machine does meets both alike.
        known.push(time_of(&app, DEMO_EMAIL).await?);
        unknown.push(time_of(&app, &format!("nobody{sample}@example.com")).await?);
    }
    let deviation = deviation(&known, &unknown);
    assert!(deviation.abs() < 4.0, "{deviation}: {known:?} {unknown:?}");
    Ok(())
}

#[test]
fn the_rank_test_tells_two_kinds_apart() {
    let times = |from: u64| (from..from + 60).map(Duration::from_millis).collect::<Vec<_>>();
    assert!(deviation(&times(0), &times(0)).abs() < 1.0);
    assert!(deviation(&times(0), &times(30)) < -4.0 && deviation(&times(30), &times(0)) > 4.0);
}
