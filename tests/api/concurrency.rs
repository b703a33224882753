//! Many at once: over real sockets, and in several processes, on both engines.

use std::collections::BTreeSet;

use anyhow::{Context, Result, anyhow, ensure};
use axum::http::Method;
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use session::store::sessions::{self, SessionRow};
use shared::{ErrorType, TokenTransfer};
use tests::{Call, Client, Database, PASSWORD, Reply, Server, TestApp};

use crate::account::{EMAIL, NEW, ada, change};

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

/// An application with processes of its own on a database of either engine.
async fn processes<const N: usize>(database: &Database) -> Result<[TestApp; N]> {
    let first = TestApp::with(&[("DATABASE_URL", &database.url)]).await?;
    let mut all = vec![first];
    while all.len() < N {
        all.push(all[0].restart().await?);
    }
    all.try_into().map_err(|_| anyhow!("as many as were asked for"))
}

async fn row_of(database: &Database, browser: &Client) -> Result<Option<SessionRow>> {
    let handle = browser.session()?.session_handle().context("a handle")?;
    Ok(sessions::find(&database.db, &handle).await?)
}

/// Lets the same browser refresh in all processes at once, `times` in all.
async fn refresh_everywhere(
    processes: &[TestApp],
    browser: &Client,
    times: usize,
) -> Result<Vec<(Reply, Client)>> {
    let attempts = processes.iter().cycle().take(times).map(|process| {
        let mut client = browser.clone();
        client.move_to(process);
        tokio::spawn(async move {
            let reply = client.refresh().await?;
            anyhow::Ok((reply, client))
        })
    });
    join_all(attempts).await.into_iter().map(|outcome| outcome?).collect()
}

async fn processes_that_refresh_one_token_at_once_agree(database: Database) -> Result<()> {
    let processes = processes::<3>(&database).await?;
    let mut browser = processes[0].signed_in().await?;
    for round in 1..=5 {
        processes[0].pass_seconds(60);
        let mut successors = BTreeSet::new();
        for (reply, client) in refresh_everywhere(&processes, &browser, 30).await? {
            reply.expect_ok()?;
            successors.insert(client.refresh_text()?);
            browser = client;
        }
        assert_eq!(successors.len(), 1, "round {round}");
        let row = row_of(&database, &browser).await?.context("a row")?;
        assert_eq!(row.generation, round);
    }
    Ok(())
}

/// Whatever the order, no session is revived: after the sign-out no token of the session works.
async fn a_refresh_in_flight_cannot_revive_a_session_that_was_signed_out(
    database: Database,
) -> Result<()> {
    let processes = processes::<2>(&database).await?;
    for _ in 0..10 {
        let browser = processes[0].signed_in().await?;
        let mut leaving = browser.clone();
        let (refreshed, left) =
            tokio::join!(refresh_everywhere(&processes, &browser, 8), leaving.sign_out());
        left?.expect_ok()?;
        assert!(row_of(&database, &browser).await?.is_none());
        for (reply, mut client) in refreshed? {
            assert!(matches!(reply.status.as_u16(), 200 | 401), "{}", reply.text());
            let after = client.refresh().await?;
            assert_eq!(after.outcome(), (401, Some(ErrorType::Unauthorised)));
        }
    }
    Ok(())
}

/// However owner and thief meet, in one process or in two: one of them refreshes, the other is
/// found, and the session is over.
async fn two_user_agents_at_once_end_the_session(database: Database) -> Result<()> {
    let processes = processes::<2>(&database).await?;
    for round in 0..10 {
        let mut owner = processes[0].signed_in().await?;
        let mut thief = owner.clone();
        thief.user_agent = "thief/1".to_owned();
        thief.move_to(&processes[round % 2]);
        let (mut here, mut there) = (owner.clone(), thief.clone());
        let here = tokio::spawn(async move { here.refresh().await });
        let there = tokio::spawn(async move { there.refresh().await });
        let mut outcomes = [here.await??.outcome(), there.await??.outcome()];
        outcomes.sort_by_key(|outcome| outcome.0);
        assert_eq!(outcomes, [(200, None), (401, Some(ErrorType::TokenTheftDetected))]);
        assert!(row_of(&database, &owner).await?.is_none(), "round {round}");
        assert_eq!(owner.refresh().await?.status, 401);
    }
    Ok(())
}

/// None of these browsers has a session any more, whatever its refresh was answered.
async fn is_over_for_all(refreshed: Vec<(Reply, Client)>) -> Result<()> {
    for (_, mut client) in refreshed {
        let after = client.refresh().await?;
        ensure!(after.outcome() == (401, Some(ErrorType::Unauthorised)), "{}", after.text());
    }
    Ok(())
}

/// The other session refreshes in both processes while the password is changed.
async fn a_refresh_in_flight_cannot_revive_a_session_that_a_changed_password_ended(
    database: Database,
) -> Result<()> {
    let processes = processes::<2>(&database).await?;
    let mut here = ada(&processes[0]).await?;
    let (mut old, mut new) = (PASSWORD, NEW);
    for round in 0..6 {
        let mut there = processes[1].browser();
        there.sign_in(EMAIL, old).await?.expect_ok()?;
        let (refreshed, changed) =
            tokio::join!(refresh_everywhere(&processes, &there, 8), change(&mut here, old, new),);
        changed?.expect_ok()?;
        is_over_for_all(refreshed?).await.with_context(|| format!("round {round}"))?;
        assert!(row_of(&database, &there).await?.is_none(), "round {round}");
        here.refresh().await?.expect_ok()?;
        std::mem::swap(&mut old, &mut new);
    }
    Ok(())
}

async fn a_refresh_in_flight_cannot_revive_a_session_whose_user_was_deleted(
    database: Database,
) -> Result<()> {
    let processes = processes::<2>(&database).await?;
    for _ in 0..4 {
        let mut here = ada(&processes[0]).await?;
        let mut there = processes[1].browser();
        there.sign_in(EMAIL, PASSWORD).await?.expect_ok()?;
        let delete = Call::new(Method::DELETE, "/api/account");
        let (refreshed, deleted) =
            tokio::join!(refresh_everywhere(&processes, &there, 8), here.send(delete));
        deleted?.expect_ok()?;
        is_over_for_all(refreshed?).await?;
        assert!(row_of(&database, &there).await?.is_none());
    }
    Ok(())
}

tests::on_both_engines!(
    processes_that_refresh_one_token_at_once_agree,
    a_refresh_in_flight_cannot_revive_a_session_that_was_signed_out,
    a_refresh_in_flight_cannot_revive_a_session_that_a_changed_password_ended,
    a_refresh_in_flight_cannot_revive_a_session_whose_user_was_deleted,
    two_user_agents_at_once_end_the_session,
);

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
