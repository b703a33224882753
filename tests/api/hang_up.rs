//! A client that hangs up while its change is committed: what has happened is in the audit log.

use std::time::Duration;

use anyhow::{Result, ensure};
use tests::{Log, TestApp};

/// Cut off at many moments, some of them inside the commit.
#[tokio::test]
async fn a_session_that_ended_is_in_the_log_though_nobody_waited_for_the_answer() -> Result<()> {
    let app = TestApp::new().await?;
    let mut ended = 0;
    for moment in 0..60 {
        let mut browser = app.signed_in().await?;
        let (log, _guard) = Log::collect();
        let patience = Duration::from_micros(100 * moment);
        let outcome = tokio::time::timeout(patience, browser.sign_out()).await;
        // What was begun ends before this can begin.
        let after = app.sql().begin_with("BEGIN IMMEDIATE").await?;
        after.commit().await?;
        let mut is_gone = app.session_count().await? == 0;
        let said = || log.text().contains("session_revoked");
        let mut ticks = tokio::time::interval(Duration::from_millis(5));
        for _ in 0..200 {
            if said() == is_gone {
                break;
            }
            ticks.tick().await;
            is_gone = app.session_count().await? == 0;
        }
        ensure!(said() == is_gone, "after {patience:?}: gone {is_gone}, in the log {}", said());
        ended += usize::from(is_gone && outcome.is_err());
        sqlx::query("DELETE FROM sessions").execute(app.sql()).await?;
    }
    ensure!(ended > 0, "no moment was inside the commit: this proves nothing");
    Ok(())
}
