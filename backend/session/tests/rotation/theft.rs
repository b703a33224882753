//! Victim and thief with copies of one session (security rule 12: the order matrix).

use anyhow::Result;
use shared::{ErrorType, TokenTransfer};
use tests::{Client, Log, TestApp};

const THEFT: (u16, Option<ErrorType>) = (401, Some(ErrorType::TokenTheftDetected));
const GONE: (u16, Option<ErrorType>) = (401, Some(ErrorType::Unauthorised));

/// Refreshes `times`, a minute apart.
async fn refresh(client: &mut Client, app: &TestApp, times: usize) -> Result<()> {
    for _ in 0..times {
        app.pass_seconds(60);
        client.refresh().await?.expect_ok()?;
    }
    Ok(())
}

#[tokio::test]
async fn whoever_comes_second_ends_the_session_for_both() -> Result<()> {
    for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
        for (behind, restarted) in [(1, false), (2, false), (3, false), (1, true), (3, true)] {
            let app = TestApp::new().await?;
            let mut first = app.signed_in_by(mode).await?;
            let mut second = first.clone();
            refresh(&mut first, &app, behind).await?;
            app.pass_seconds(31);
            if restarted {
                let again = app.restart().await?;
                first.move_to(&again);
                second.move_to(&again);
            }
            let reply = second.refresh().await?;
            assert_eq!(reply.outcome(), THEFT, "{mode:?}, {behind} behind");
            assert!(reply.clears_everything());
            assert_eq!(first.refresh().await?.outcome(), GONE, "{mode:?}, {behind} behind");
            assert_eq!(app.session_count().await?, 0);
        }
    }
    Ok(())
}

#[tokio::test]
async fn two_generations_behind_is_theft_however_soon() -> Result<()> {
    let app = TestApp::new().await?;
    let mut first = app.signed_in().await?;
    let mut second = first.clone();
    first.refresh().await?.expect_ok()?;
    first.refresh().await?.expect_ok()?;
    assert_eq!(second.refresh().await?.outcome(), THEFT);
    Ok(())
}

/// The docs say so: within the window and with the owner's User-Agent both hold the same token, and
/// who refreshes more than a window after the other finds out.
#[tokio::test]
async fn a_thief_within_the_window_is_found_at_the_next_refreshes() -> Result<()> {
    let app = TestApp::new().await?;
    let mut owner = app.signed_in().await?;
    let mut thief = owner.clone();
    owner.refresh().await?.expect_ok()?;
    thief.refresh().await?.expect_ok()?;
    assert_eq!(owner.refresh_text()?, thief.refresh_text()?);
    refresh(&mut thief, &app, 1).await?;
    app.pass_seconds(31);
    assert_eq!(owner.refresh().await?.outcome(), THEFT);
    assert_eq!(thief.refresh().await?.outcome(), GONE);
    Ok(())
}

#[tokio::test]
async fn theft_ends_no_other_session_of_the_user() -> Result<()> {
    let app = TestApp::new().await?;
    let mut elsewhere = app.signed_in().await?;
    let mut first = app.signed_in().await?;
    let mut second = first.clone();
    refresh(&mut first, &app, 1).await?;
    app.pass_seconds(31);
    assert_eq!(second.refresh().await?.outcome(), THEFT);
    elsewhere.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_stolen_token_that_is_used_again_after_the_theft_was_found_is_just_unauthorised()
-> Result<()> {
    let app = TestApp::new().await?;
    let mut first = app.signed_in().await?;
    let (mut second, mut third) = (first.clone(), first.clone());
    refresh(&mut first, &app, 1).await?;
    app.pass_seconds(31);
    assert_eq!(second.refresh().await?.outcome(), THEFT);
    assert_eq!(third.refresh().await?.outcome(), GONE);
    Ok(())
}

#[tokio::test]
async fn theft_is_one_line_in_the_audit_log() -> Result<()> {
    let app = TestApp::new().await?;
    let mut first = app.signed_in().await?;
    let mut second = first.clone();
    refresh(&mut first, &app, 1).await?;
    app.pass_seconds(31);
    let (log, _guard) = Log::collect();
    assert_eq!(second.refresh().await?.outcome(), THEFT);
    assert_eq!(first.refresh().await?.outcome(), GONE);
    let text = log.text();
    let lines: Vec<_> = text.lines().filter(|line| line.contains("token_theft_detected")).collect();
    assert!(lines.len() == 1 && lines[0].contains("session="), "{text}");
    Ok(())
}
