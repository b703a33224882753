//! Many at once: over real sockets, and in several processes.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use shared::{ErrorType, TokenTransfer};
use tests::{Server, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_refreshes_of_one_token_get_one_successor() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.refresh_text()?;
    let server = Server::start(&app).await?;
    let http = reqwest::Client::builder().user_agent("tests/1").build()?;
    let refresh = |_| {
        let call = http.post(server.url("/auth/session/refresh")).bearer_auth(&token);
        async move {
            let reply = call.send().await?.error_for_status()?;
            let successor = reply.headers().get("st-refresh-token").context("a token")?.clone();
            anyhow::Ok(successor.to_str()?.to_owned())
        }
    };
    let outcomes: Vec<Result<String>> =
        stream::iter(0..1000).map(refresh).buffer_unordered(250).collect().await;
    let successors = outcomes.into_iter().collect::<Result<BTreeSet<_>>>()?;
    assert_eq!(successors.len(), 1);
    assert_eq!((app.generation().await?, app.session_count().await?), (1, 1));
    // And it is good.
    let successor = successors.into_iter().next().context("one")?;
    let next = http.post(server.url("/auth/session/refresh")).bearer_auth(successor).send().await?;
    assert_eq!(next.status(), 200);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_refresh_one_token_at_once_agree() -> Result<()> {
    let app = TestApp::new().await?;
    let processes = [app.clone(), app.restart().await?, app.restart().await?];
    let mut browser = app.signed_in().await?;
    for round in 1..=5 {
        app.pass_seconds(60);
        let attempts = processes.iter().cycle().take(30).map(|process| {
            let mut client = browser.clone();
            client.move_to(process);
            tokio::spawn(async move {
                client.refresh().await?.expect_ok()?;
                anyhow::Ok(client)
            })
        });
        let mut clients = Vec::new();
        for outcome in join_all(attempts).await {
            clients.push(outcome??);
        }
        let successors = clients.iter().map(|client| client.refresh_text());
        assert_eq!(successors.collect::<Result<BTreeSet<_>>>()?.len(), 1, "round {round}");
        assert_eq!(app.generation().await?, round);
        browser = clients.swap_remove(0);
    }
    Ok(())
}

/// Whatever the order, nobody is revived: after the sign-out no token of the session works.
#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_in_flight_cannot_revive_a_session_that_was_signed_out() -> Result<()> {
    let app = TestApp::new().await?;
    for _ in 0..10 {
        let browser = app.signed_in().await?;
        let refreshes = (0..8).map(|_| {
            let mut client = browser.clone();
            tokio::spawn(async move {
                let reply = client.refresh().await?;
                anyhow::Ok((reply, client))
            })
        });
        let mut leaving = browser.clone();
        let sign_out = tokio::spawn(async move { leaving.sign_out().await });
        let refreshed = join_all(refreshes).await;
        sign_out.await??.expect_ok()?;
        assert_eq!(app.session_count().await?, 0);
        for outcome in refreshed {
            let (reply, mut client) = outcome??;
            assert!(matches!(reply.status.as_u16(), 200 | 401), "{}", reply.text());
            let after = client.refresh().await?;
            assert_eq!(after.outcome(), (401, Some(ErrorType::Unauthorised)));
        }
    }
    Ok(())
}

#[tokio::test]
async fn identical_refreshes_share_the_step_and_each_is_answered_in_its_own_way() -> Result<()> {
    let app = TestApp::new().await?;
    let browser = app.signed_in().await?;
    let mut header = app.client(TokenTransfer::Header);
    header.access_token = Some(browser.access()?);
    header.refresh_token = Some(browser.refresh_text()?);
    let mut clients: Vec<_> = (0..20).map(|_| browser.clone()).collect();
    clients.push(header);
    let replies = join_all(clients.iter_mut().map(|client| client.refresh())).await;
    let mut successors = BTreeSet::new();
    for (reply, client) in replies.into_iter().zip(&clients) {
        let reply = reply?.expect_ok()?;
        let in_cookies = reply.set_cookie("sRefreshToken").is_some();
        assert_eq!(in_cookies, client.mode == TokenTransfer::Cookie);
        successors.insert(client.refresh_text()?);
    }
    assert_eq!(successors.len(), 1);
    assert_eq!(app.generation().await?, 1);
    Ok(())
}
