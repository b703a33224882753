//! A planted refresh cookie must not turn a visitor into the attacker.

use anyhow::{Context, Result};
use shared::ErrorType;
use tests::{Call, Client, PASSWORD, TestApp};

/// A refresh with these two cookies, whatever session each is of.
fn refresh(access: &str, refresh: &str) -> Call {
    Call::post("/auth/session/refresh")
        .header("rid", "session")
        .header("user-agent", "tests/1")
        .header("cookie", format!("sAccessToken={access}; sRefreshToken={refresh}"))
}

/// A visitor, and an attacker with a session of their own.
async fn two(app: &TestApp) -> Result<(Client, Client)> {
    let mut attacker = app.browser();
    attacker.sign_up("mallory@example.com", PASSWORD).await?.expect_ok()?;
    Ok((app.signed_in().await?, attacker))
}

#[tokio::test]
async fn beside_the_access_token_of_another_session_it_is_refused_and_both_go() -> Result<()> {
    for seconds in [0, 3_600] {
        let app = TestApp::new().await?;
        let (mut visitor, mut attacker) = two(&app).await?;
        app.pass_seconds(seconds);
        let call = refresh(&visitor.access()?, &attacker.refresh_text()?);
        let reply = app.send(call).await?;
        let expected = (401, Some(ErrorType::Unauthorised));
        assert_eq!(reply.outcome(), expected, "the access token is {seconds} s old");
        assert!(reply.clears_everything());
        // Nothing happened to either session.
        visitor.refresh().await?.expect_ok()?;
        attacker.refresh().await?.expect_ok()?;
    }
    Ok(())
}

#[tokio::test]
async fn beside_a_token_that_is_not_ours_it_is_what_it_says() -> Result<()> {
    let app = TestApp::new().await?;
    let (visitor, mut attacker) = two(&app).await?;
    let mut forged = visitor.access()?;
    forged.replace_range(forged.len() - 6.., "AAAAAA");
    for access in ["", "x", forged.as_str()] {
        let call = refresh(access, &attacker.refresh_text()?);
        let reply = app.send(call).await?.expect_ok()?;
        let cookie = reply.set_cookie("sRefreshToken").context("a cookie")?;
        attacker.jar.store(&cookie, app.now());
    }
    Ok(())
}

/// A first visit has nothing to compare it with: docs/security.md says so.
#[tokio::test]
async fn on_a_first_visit_it_is_taken() -> Result<()> {
    let app = TestApp::new().await?;
    let (_, attacker) = two(&app).await?;
    let call = Call::post("/auth/session/refresh")
        .header("rid", "session")
        .header("cookie", format!("sRefreshToken={}", attacker.refresh_text()?));
    app.send(call).await?.expect_ok()?;
    Ok(())
}
