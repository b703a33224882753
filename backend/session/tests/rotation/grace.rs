//! The parent of the current refresh token, for lost replies and several tabs (engine rule 2).

use std::time::Duration;

use anyhow::Result;
use shared::{ErrorType, TokenTransfer};
use tests::{Call, Client, Log, TestApp};

/// A browser that refreshed, and a copy of it from before.
async fn refreshed(app: &TestApp) -> Result<(Client, Client)> {
    let mut browser = app.signed_in().await?;
    let before = browser.clone();
    browser.refresh().await?.expect_ok()?;
    Ok((browser, before))
}

#[tokio::test]
async fn within_the_window_the_parent_gives_the_same_refresh_token_and_changes_nothing()
-> Result<()> {
    let app = TestApp::new().await?;
    let (mut browser, mut late) = refreshed(&app).await?;
    let row = |app: &TestApp| {
        let pool = app.sql().clone();
        async move {
            sqlx::query_as::<_, (i64, i64, i64, i64)>(
                "SELECT generation, rotated_at, last_active_at, expires_at FROM sessions",
            )
            .fetch_one(&pool)
            .await
        }
    };
    let before = row(&app).await?;
    // To the last millisecond of the window.
    app.clock.advance(Duration::from_secs(30));
    late.refresh().await?.expect_ok()?;
    assert_eq!(late.refresh_text()?, browser.refresh_text()?);
    assert_eq!(row(&app).await?, before);
    // Each of them goes on, and is a fresh access token's owner.
    late.get("/getSession").await?.expect_ok()?;
    browser.get("/getSession").await?.expect_ok()?;
    assert_ne!(late.access()?, browser.access()?);
    Ok(())
}

#[tokio::test]
async fn a_millisecond_later_it_is_theft() -> Result<()> {
    let app = TestApp::new().await?;
    let (_, mut late) = refreshed(&app).await?;
    app.clock.advance(Duration::from_millis(30_001));
    assert_eq!(late.refresh().await?.outcome(), (401, Some(ErrorType::TokenTheftDetected)));
    assert_eq!(app.session_count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn the_window_is_the_configured_one() -> Result<()> {
    for (grace, seconds, expected) in
        [("0", 0, 401), ("1", 1, 200), ("1", 2, 401), ("300", 300, 200)]
    {
        let app = TestApp::with(&[("REFRESH_GRACE", grace)]).await?;
        let (_, mut late) = refreshed(&app).await?;
        app.pass_seconds(seconds);
        assert_eq!(late.refresh().await?.status, expected, "grace {grace}, after {seconds} s");
    }
    Ok(())
}

#[tokio::test]
async fn answering_again_does_not_open_the_window_again() -> Result<()> {
    let app = TestApp::new().await?;
    let (_, mut late) = refreshed(&app).await?;
    let mut later = late.clone();
    app.pass_seconds(20);
    late.refresh().await?.expect_ok()?;
    app.pass_seconds(20);
    assert_eq!(later.refresh().await?.error_type(), Some(ErrorType::TokenTheftDetected));
    Ok(())
}

#[tokio::test]
async fn another_user_agent_is_theft_even_at_once_and_so_is_a_missing_one() -> Result<()> {
    for (agent, expected) in [(Some("thief/1"), 401), (None, 401), (Some("tests/1"), 200)] {
        let app = TestApp::new().await?;
        let (_, late) = refreshed(&app).await?;
        let mut call = Call::post("/auth/session/refresh")
            .header("rid", "session")
            .header("cookie", format!("sRefreshToken={}", late.refresh_text()?));
        if let Some(agent) = agent {
            call = call.header("user-agent", agent);
        }
        assert_eq!(app.send(call).await?.status, expected, "{agent:?}");
    }
    Ok(())
}

#[tokio::test]
async fn another_address_is_answered_again_and_in_the_audit_log() -> Result<()> {
    for (address, lines) in [("192.0.2.7:1", 1), ("192.0.2.1:9", 0)] {
        let (log, _guard) = Log::collect();
        let app = TestApp::new().await?;
        let mut browser = app.signed_in().await?;
        let mut late = browser.clone();
        let from = |address: &str| -> Result<Call> {
            Ok(Call::post("/auth/session/refresh").from_peer(address.parse()?))
        };
        browser.send(from("192.0.2.1:1")?).await?.expect_ok()?;
        late.send(from(address)?).await?.expect_ok()?;
        assert_eq!(late.refresh_text()?, browser.refresh_text()?);
        let text = log.text();
        let audited: Vec<_> =
            text.lines().filter(|line| line.contains("refresh_grace_other_address")).collect();
        assert_eq!(audited.len(), lines, "{text}");
        assert!(audited.iter().all(|line| line.contains("audit") && line.contains("session=")));
    }
    Ok(())
}

#[tokio::test]
async fn those_who_were_answered_again_are_counted() -> Result<()> {
    let app = TestApp::new().await?;
    let counters = app.state.sessions.counters();
    let (mut browser, mut late) = refreshed(&app).await?;
    assert_eq!((counters.grace_hits(), counters.shared_steps()), (0, 0));
    late.refresh().await?.expect_ok()?;
    browser.refresh().await?.expect_ok()?;
    assert_eq!((counters.grace_hits(), counters.shared_steps()), (1, 0));
    Ok(())
}

#[tokio::test]
async fn a_rotation_in_the_future_counts_as_just_now() -> Result<()> {
    let app = TestApp::new().await?;
    let (browser, mut late) = refreshed(&app).await?;
    app.clock.set_back(Duration::from_secs(600));
    late.refresh().await?.expect_ok()?;
    assert_eq!(late.refresh_text()?, browser.refresh_text()?);
    Ok(())
}

#[tokio::test]
async fn the_window_does_not_outlive_the_session() -> Result<()> {
    let settings = [("ACCESS_TOKEN_VALIDITY", "5"), ("REFRESH_TOKEN_VALIDITY", "10")];
    let app = TestApp::with(&settings).await?;
    let (_, mut late) = refreshed(&app).await?;
    app.pass_seconds(10);
    let reply = late.refresh().await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    Ok(())
}

#[tokio::test]
async fn both_modes_may_answer_one_lost_reply_each_in_its_own_way() -> Result<()> {
    let app = TestApp::new().await?;
    let (browser, late) = refreshed(&app).await?;
    let call = Call::post("/auth/session/refresh")
        .header("user-agent", "tests/1")
        .header("authorization", format!("Bearer {}", late.refresh_text()?));
    let reply = app.send(call).await?.expect_ok()?;
    assert_eq!(reply.header("st-refresh-token"), Some(browser.refresh_text()?.as_str()));
    assert!(reply.set_cookies().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_lost_reply_in_header_mode_is_given_again() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.signed_in_by(TokenTransfer::Header).await?;
    let mut before = client.clone();
    client.refresh().await?.expect_ok()?;
    before.refresh().await?.expect_ok()?;
    assert_eq!(before.refresh_text()?, client.refresh_text()?);
    Ok(())
}

#[tokio::test]
async fn an_answer_of_the_window_has_no_whole_life_of_its_own() -> Result<()> {
    let app = TestApp::new().await?;
    let (browser, mut late) = refreshed(&app).await?;
    let expiry = |client: &Client| client.session().map(|front| front.ate);
    app.pass_seconds(20);
    late.refresh().await?.expect_ok()?;
    assert_eq!(expiry(&late)?, expiry(&browser)?, "an hour from the rotation, not from the answer");
    Ok(())
}

#[tokio::test]
async fn without_a_window_one_of_many_at_once_is_answered() -> Result<()> {
    let app = TestApp::with(&[("REFRESH_GRACE", "0")]).await?;
    let browser = app.signed_in().await?;
    let held = app.sql().begin_with("BEGIN IMMEDIATE").await?;
    let all = (0..10).map(|_| {
        let mut one = browser.clone();
        tokio::spawn(async move { anyhow::Ok(one.refresh().await?.status.as_u16()) })
    });
    let all: Vec<_> = all.collect();
    // Each has read the row, and its write waits for ours.
    let reads = app.state.db.query_count() + 10;
    while app.state.db.query_count() < reads && !all.iter().any(|one| one.is_finished()) {
        tokio::task::yield_now().await;
    }
    held.commit().await?;
    let mut answered = 0;
    for one in all {
        answered += usize::from(one.await?? == 200);
    }
    assert_eq!(answered, 1);
    Ok(())
}
