//! Lives of access tokens are shortened at random, so that fleets do not refresh at once.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Result;
use tests::TestApp;

#[tokio::test]
async fn every_token_is_up_to_five_percent_shorter_anew_and_never_longer() -> Result<()> {
    let app = TestApp::with_jitter().await?;
    let mut browser = app.signed_in().await?;
    let mut lives = BTreeSet::new();
    for _ in 0..60 {
        let front = browser.session()?;
        let life = front.ate.since(app.now());
        let expected = Duration::from_secs(3_420)..=Duration::from_secs(3_600);
        assert!(expected.contains(&life), "{life:?}");
        lives.insert(life);
        browser.refresh().await?.expect_ok()?;
    }
    // Sixty throws of a die with 181 sides: three different ones or fewer is no die.
    assert!(lives.len() > 3, "{lives:?}");
    Ok(())
}
