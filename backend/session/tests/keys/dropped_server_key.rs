//! A server key that is not accepted any more: its sessions are gone, wherever one looks (engine
//! rule 1).

use anyhow::{Context, Result};
use axum::http::Method;
use serde_json::{Map, json};
use shared::{ErrorType, SessionHandle, UserId};
use tests::{Call, Client, SECRET_KEY, TestApp};

const OTHER_KEY: &str = "TGF0Y2hrZXkgdGVzdHM6IHRoZSBvdGhlciBrZXkhISE=";

/// The application under a new server key alone, with a session of the old one's and one of its own.
struct Dropped {
    app: TestApp,
    old: SessionHandle,
    new: Client,
    user: UserId,
}

fn handle(client: &Client) -> Result<SessionHandle> {
    client.session()?.session_handle().context("a handle")
}

async fn drop_the_key() -> Result<Dropped> {
    let first = TestApp::new().await?;
    let old = handle(&first.signed_in().await?)?;
    let settings = [("SECRET_KEY", OTHER_KEY), ("SECRET_KEY_PREVIOUS", SECRET_KEY)];
    first.restart_with(&settings).await?;
    let app = first.restart_with(&[("SECRET_KEY", OTHER_KEY)]).await?;
    let new = app.signed_in().await?;
    let user = new.session()?.uid;
    Ok(Dropped { app, old, new, user })
}

#[tokio::test]
async fn its_sessions_are_in_no_list() -> Result<()> {
    let Dropped { app, old, mut new, user } = drop_the_key().await?;
    let own = handle(&new)?;
    let listed = new.get("/api/sessions").await?.expect_ok()?.json()?;
    let listed = listed["sessions"].as_array().context("a list")?;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["sessionHandle"], json!(own));
    let sessions = &app.state.sessions;
    assert_eq!(sessions.get_all_session_handles_for_user(&user, None).await?, [own]);
    assert_eq!(sessions.get_session_information(&old).await?, None);
    Ok(())
}

#[tokio::test]
async fn its_sessions_are_not_found_by_their_handle() -> Result<()> {
    let Dropped { app, old, mut new, .. } = drop_the_key().await?;
    let sessions = &app.state.sessions;
    assert!(!sessions.update_session_data_in_database(&old, Map::new()).await?);
    assert!(!sessions.merge_into_access_token_payload(&old, &Map::new()).await?);
    let path = format!("/api/sessions/{old}");
    let put = Call::put(format!("{path}/data")).json(&json!({"data": {}}));
    for call in [Call::get(format!("{path}/data")), put, Call::new(Method::DELETE, path)] {
        assert_eq!(new.send(call).await?.outcome(), (404, Some(ErrorType::NotFound)));
    }
    Ok(())
}

#[tokio::test]
async fn its_sessions_count_as_nothing_where_sessions_end_and_their_rows_go() -> Result<()> {
    let Dropped { app, old, .. } = drop_the_key().await?;
    assert!(!app.state.sessions.revoke_session(&old).await?);
    assert_eq!(app.session_count().await?, 1);

    let Dropped { app, new, user, .. } = drop_the_key().await?;
    let ended = app.state.sessions.revoke_all_sessions_for_user(&user, None).await?;
    assert_eq!(ended, [handle(&new)?]);
    assert_eq!(app.session_count().await?, 0);

    let Dropped { app, mut new, .. } = drop_the_key().await?;
    let others = new.send(Call::new(Method::DELETE, "/api/sessions")).await?.expect_ok()?;
    assert_eq!(others.json()?["revoked"], json!([]));
    assert_eq!(app.session_count().await?, 1);
    Ok(())
}
