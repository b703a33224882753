//! OLDER_COOKIE_DOMAIN: the browser holds two cookies of one name (wire protocol 3.5).

use anyhow::{Context, Result};
use shared::ErrorType;
use tests::{Call, Client, Reply, TestApp};

const REFRESH: &str = "/auth/session/refresh";
/// A name of this machine that has domains above it.
const API: (&str, &str) = ("API_DOMAIN", "http://api.app.localhost:3000");
const MOVED: [(&str, &str); 3] =
    [API, ("COOKIE_DOMAIN", "app.localhost"), ("OLDER_COOKIE_DOMAIN", "old.app.localhost")];

async fn refresh(app: &TestApp, cookies: &str) -> Result<Reply> {
    app.send(Call::post(REFRESH).header("rid", "session").header("cookie", cookies)).await
}

/// The names that a reply clears, and on which domain.
fn cleared(reply: &Reply) -> Vec<(String, Option<String>)> {
    let cookies = reply.set_cookies().into_iter().filter(|cookie| cookie.value().is_empty());
    cookies.map(|it| (it.name().to_owned(), it.domain().map(str::to_owned))).collect()
}

/// A session from before the move, and one from after it, of one browser.
async fn two_sessions(app: &TestApp) -> Result<(Client, Client)> {
    let before = app.signed_in().await?;
    app.pass_seconds(10);
    Ok((before, app.signed_in().await?))
}

#[tokio::test]
async fn without_an_older_domain_it_is_500_with_the_text_that_clients_look_for() -> Result<()> {
    let app = TestApp::new().await?;
    let browser = app.signed_in().await?;
    let (access, refresh_token) = (browser.access()?, browser.refresh_text()?);
    for cookies in [
        format!("sRefreshToken={refresh_token}; sRefreshToken={refresh_token}"),
        format!("sRefreshToken={refresh_token}; sAccessToken={access}; sAccessToken={access}"),
        format!("sRefreshToken={refresh_token}; sAccessToken=; sAccessToken="),
    ] {
        let reply = refresh(&app, &cookies).await?;
        assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)));
        let message = reply.json()?["message"].as_str().context("a text")?.to_owned();
        assert!(message.contains("The request contains multiple session cookies."), "{message}");
        assert!(reply.says_nothing_of_the_session());
    }
    assert_eq!(app.generation().await?, 0);
    Ok(())
}

#[tokio::test]
async fn each_name_that_is_doubled_is_cleared_on_the_older_domain_and_no_other() -> Result<()> {
    let app = TestApp::with(&MOVED).await?;
    let (before, after) = two_sessions(&app).await?;
    let access = format!("sAccessToken={}; sAccessToken={}", before.access()?, after.access()?);
    let tokens = format!(
        "sRefreshToken={}; sRefreshToken={}",
        before.refresh_text()?,
        after.refresh_text()?
    );
    let older = Some("old.app.localhost".to_owned());
    let (a, r) = (("sAccessToken".to_owned(), older.clone()), ("sRefreshToken".to_owned(), older));
    let once = format!("sAccessToken={}", after.access()?);
    for (cookies, expected) in [
        (access.clone(), vec![a.clone()]),
        (format!("{once}; {tokens}"), vec![r.clone()]),
        (format!("{access}; {tokens}"), vec![a, r]),
    ] {
        let reply = refresh(&app, &cookies).await?.expect_ok()?;
        assert!(reply.json()?["message"].is_string());
        assert_eq!(cleared(&reply), expected);
        assert_eq!(reply.set_cookies().len(), expected.len(), "no token is set");
        assert!(
            reply
                .set_cookies()
                .iter()
                .all(|it| it.name() == "sAccessToken" || it.path() == Some(REFRESH))
        );
    }
    assert_eq!(app.session_count().await?, 2, "and nothing is refreshed or ended");
    Ok(())
}

#[tokio::test]
async fn the_current_sessions_front_token_goes_along_whichever_name_is_doubled() -> Result<()> {
    let app = TestApp::with(&MOVED).await?;
    let (before, after) = two_sessions(&app).await?;
    let (old, new) = (before.access()?, after.access()?);
    let tokens = "sRefreshToken=a; sRefreshToken=b";
    for cookies in [
        format!("sAccessToken={old}; sAccessToken={new}"),
        format!("sAccessToken={new}; sAccessToken={old}; {tokens}"),
        format!("sAccessToken={new}; sAccessToken=x"),
        format!("{tokens}; sAccessToken={new}"),
    ] {
        let reply = refresh(&app, &cookies).await?.expect_ok()?;
        let front = reply.front_token()?;
        assert_eq!(front.session_handle(), after.session()?.session_handle(), "{cookies}");
        assert_eq!(front.ate, after.session()?.ate);
        let exposed = reply.header("access-control-expose-headers");
        assert_eq!(exposed, Some("front-token"));
    }
    // An access token that has expired still says whose session it is.
    app.pass_seconds(4000);
    let reply = refresh(&app, &format!("{tokens}; sAccessToken={new}")).await?.expect_ok()?;
    assert_eq!(reply.front_token()?.ate, after.session()?.ate);
    Ok(())
}

#[tokio::test]
async fn a_made_up_access_token_brings_no_front_token() -> Result<()> {
    let app = TestApp::with(&MOVED).await?;
    let mut forged = app.signed_in().await?.access()?;
    forged.replace_range(forged.len() - 8..forged.len() - 4, "AAAA");
    let cookies = format!("sAccessToken={forged}; sRefreshToken=a; sRefreshToken=b");
    let reply = refresh(&app, &cookies).await?.expect_ok()?;
    assert_eq!(reply.header("front-token"), None);
    Ok(())
}

#[tokio::test]
async fn the_browser_that_follows_the_reply_refreshes_at_the_next_try() -> Result<()> {
    let app = TestApp::with(&MOVED).await?;
    let mut browser = app.signed_in().await?;
    let cookies = format!(
        "sAccessToken={0}; sRefreshToken={1}; sRefreshToken=stale",
        browser.access()?,
        browser.refresh_text()?
    );
    // The jar knows one domain only, so that the test takes out what a browser would.
    let reply = refresh(&app, &cookies).await?.expect_ok()?;
    assert_eq!(cleared(&reply).len(), 1);
    let before = browser.session()?.session_handle();
    browser.refresh().await?.expect_ok()?;
    browser.get("/getSession").await?.expect_ok()?;
    assert_eq!(browser.session()?.session_handle(), before);
    Ok(())
}

#[tokio::test]
async fn the_older_one_may_have_been_this_host_only() -> Result<()> {
    let settings = [API, ("COOKIE_DOMAIN", "app.localhost"), ("OLDER_COOKIE_DOMAIN", "host")];
    let app = TestApp::with(&settings).await?;
    let token = app.signed_in().await?.access()?;
    let cookies = format!("sAccessToken={token}; sAccessToken={token}");
    let reply = refresh(&app, &cookies).await?.expect_ok()?;
    assert_eq!(cleared(&reply), [("sAccessToken".to_owned(), None)]);
    Ok(())
}

#[tokio::test]
async fn a_protected_route_is_told_to_refresh_and_clears_nothing() -> Result<()> {
    for settings in [&MOVED[..], &[]] {
        let app = TestApp::with(settings).await?;
        let token = app.signed_in().await?.access()?;
        let cookies = format!("sAccessToken={token}; sAccessToken={token}");
        let reply = app.send(Call::get("/getSession").header("cookie", cookies)).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
        assert!(reply.says_nothing_of_the_session());
    }
    Ok(())
}
