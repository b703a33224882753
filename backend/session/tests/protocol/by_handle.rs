//! Sessions by their handle and by their user (wire protocol 8): no request, no reply.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use session::{MAX_SESSION_DATA_BYTES, NewSession, Sessions};
use shared::{ErrorType, SessionHandle, TenantId, UserId};
use tests::{START, TestApp};

const UNKNOWN: &str = "71b4ce30-60c8-414f-b534-6815b762de86";

fn object(value: Value) -> Result<Map<String, Value>> {
    let Value::Object(object) = value else { anyhow::bail!("{value} is no object") };
    Ok(object)
}

async fn open(app: &TestApp, user: &str, tenant: &str) -> Result<SessionHandle> {
    let new = NewSession::of(user.parse()?, tenant.parse()?);
    let tokens = app.state.sessions.create_new_session(new).await?;
    Ok(tokens.access_token.claims.session_handle.clone())
}

/// Lets a session end by time.
async fn expire(app: &TestApp, handle: &SessionHandle) -> Result<()> {
    let update = sqlx::query("UPDATE sessions SET expires_at = $1 WHERE session_handle = $2");
    let done = update.bind(app.now().as_millis()).bind(handle.as_str()).execute(app.sql()).await?;
    assert_eq!(done.rows_affected(), 1);
    Ok(())
}

/// The handles of a user, sorted.
async fn handles(app: &TestApp, user: &str, tenant: Option<&str>) -> Result<Vec<SessionHandle>> {
    let user: UserId = user.parse()?;
    let tenant: Option<TenantId> = tenant.map(str::parse).transpose()?;
    let sessions = &app.state.sessions;
    let mut found = sessions.get_all_session_handles_for_user(&user, tenant.as_ref()).await?;
    found.sort();
    Ok(found)
}

fn sorted<const N: usize>(handles: [&SessionHandle; N]) -> Vec<SessionHandle> {
    let mut handles: Vec<_> = handles.into_iter().cloned().collect();
    handles.sort();
    handles
}

#[tokio::test]
async fn the_handles_of_a_user_are_those_that_live_of_one_tenant_or_of_all() -> Result<()> {
    let app = TestApp::new().await?;
    let (a, b) = (open(&app, "ada", "public").await?, open(&app, "ada", "public").await?);
    let c = open(&app, "ada", "acme").await?;
    let expired = open(&app, "ada", "acme").await?;
    expire(&app, &expired).await?;
    open(&app, "bob", "acme").await?;
    assert_eq!(handles(&app, "ada", None).await?, sorted([&a, &b, &c]));
    assert_eq!(handles(&app, "ada", Some("public")).await?, sorted([&a, &b]));
    assert_eq!(handles(&app, "ada", Some("acme")).await?, [c]);
    assert_eq!(handles(&app, "ada", Some("nowhere")).await?, []);
    assert_eq!(handles(&app, "nobody", None).await?, []);
    Ok(())
}

#[tokio::test]
async fn revoking_all_of_a_user_keeps_to_its_tenant_and_its_user() -> Result<()> {
    let app = TestApp::new().await?;
    let sessions = &app.state.sessions;
    let (ada, acme): (UserId, TenantId) = ("ada".parse()?, "acme".parse()?);
    let public = open(&app, "ada", "public").await?;
    let in_acme = open(&app, "ada", "acme").await?;
    let expired = open(&app, "ada", "acme").await?;
    expire(&app, &expired).await?;
    let bobs = open(&app, "bob", "acme").await?;
    assert_eq!(sessions.revoke_all_sessions_for_user(&ada, Some(&acme)).await?, [in_acme]);
    assert_eq!(handles(&app, "ada", None).await?, sorted([&public]));
    assert_eq!(sessions.revoke_all_sessions_for_user(&ada, Some(&acme)).await?, []);
    assert_eq!(sessions.revoke_all_sessions_for_user(&ada, None).await?, [public]);
    assert_eq!(handles(&app, "bob", None).await?, [bobs]);
    assert_eq!(app.session_count().await?, 1, "the expired one's row is gone, too");
    Ok(())
}

#[tokio::test]
async fn revoking_several_returns_those_that_lived() -> Result<()> {
    let app = TestApp::new().await?;
    let sessions = &app.state.sessions;
    let (a, b) = (open(&app, "ada", "public").await?, open(&app, "bob", "acme").await?);
    let kept = open(&app, "ada", "public").await?;
    let unknown: SessionHandle = UNKNOWN.parse()?;
    let asked = [unknown.clone(), b.clone(), a.clone(), b.clone()];
    assert_eq!(sessions.revoke_multiple_sessions(&asked).await?, [b.clone(), a.clone()]);
    assert_eq!(sessions.revoke_multiple_sessions(&asked).await?, []);
    assert_eq!(sessions.revoke_multiple_sessions(&[]).await?, []);
    assert!(!sessions.revoke_session(&unknown).await?);
    assert!(!sessions.revoke_session(&a).await?);
    assert!(sessions.revoke_session(&kept).await?);
    let [one, other] = [open(&app, "ada", "public").await?, open(&app, "ada", "public").await?];
    expire(&app, &one).await?;
    expire(&app, &other).await?;
    assert!(!sessions.revoke_session(&one).await?, "it has ended by itself");
    assert_eq!(sessions.revoke_multiple_sessions(&[other]).await?, []);
    assert_eq!(app.session_count().await?, 0, "the rows go all the same");
    Ok(())
}

#[tokio::test]
async fn information_is_all_that_is_stored_and_no_secret() -> Result<()> {
    let app = TestApp::new().await?;
    let mut new = NewSession::of("ada".parse()?, "acme".parse()?);
    new.session_data = object(json!({"cart": [1, 2]}))?;
    new.access_token_payload = object(json!({"role": "admin", "sub": "root", "tId": "public"}))?;
    let tokens = app.state.sessions.create_new_session(new).await?;
    let handle = tokens.access_token.claims.session_handle.clone();
    app.pass_seconds(60);
    let before = app.state.db.query_count();
    let found = app.state.sessions.get_session_information(&handle).await?.context("there")?;
    assert_eq!(app.state.db.query_count() - before, 1);
    assert_eq!(found.session_handle, handle);
    assert_eq!((found.user_id.as_str(), found.recipe_user_id.as_str()), ("ada", "ada"));
    assert_eq!(found.tenant_id.as_str(), "acme");
    assert_eq!((found.time_created, found.expiry), (START, START + Duration::from_secs(8_640_000)));
    assert_eq!(json!(found.session_data_in_database), json!({"cart": [1, 2]}));
    let expected = json!({"iss": "http://localhost:3000/auth", "role": "admin"});
    assert_eq!(json!(found.custom_claims_in_access_token_payload), expected);
    assert_eq!(tokens.access_token.claims.user_id.as_str(), "ada");
    Ok(())
}

/// What every function says of a session that is not there.
async fn is_gone(sessions: &Sessions, handle: &SessionHandle) -> Result<()> {
    let one = object(json!({"a": 1}))?;
    assert_eq!(sessions.get_session_information(handle).await?, None);
    assert!(!sessions.update_session_data_in_database(handle, one.clone()).await?);
    assert!(!sessions.merge_into_access_token_payload(handle, &one).await?);
    assert!(!sessions.merge_into_access_token_payload(handle, &Map::new()).await?);
    Ok(())
}

#[tokio::test]
async fn an_unknown_a_revoked_and_an_expired_session_are_all_gone() -> Result<()> {
    let app = TestApp::new().await?;
    let sessions = &app.state.sessions;
    is_gone(sessions, &UNKNOWN.parse()?).await?;
    is_gone(sessions, &"no uuid at all".parse()?).await?;
    let revoked = open(&app, "ada", "public").await?;
    sessions.revoke_session(&revoked).await?;
    is_gone(sessions, &revoked).await?;
    let expired = open(&app, "ada", "public").await?;
    expire(&app, &expired).await?;
    is_gone(sessions, &expired).await?;
    let row: (String, String) =
        sqlx::query_as("SELECT session_data, access_token_payload FROM sessions")
            .fetch_one(app.sql())
            .await?;
    assert!(row.0 == "{}" && !row.1.contains("\"a\""), "nothing was written: {row:?}");
    Ok(())
}

#[tokio::test]
async fn data_is_replaced_and_limited_and_a_payload_is_merged_and_limited() -> Result<()> {
    let app = TestApp::new().await?;
    let sessions = &app.state.sessions;
    let handle = open(&app, "ada", "public").await?;
    for data in [json!({"a": 1, "b": 2}), json!({"c": null})] {
        assert!(sessions.update_session_data_in_database(&handle, object(data)?).await?);
    }
    for update in [json!({"x": {"y": 1}, "gone": 1}), json!({"x": {}, "gone": null, "sub": "root"})]
    {
        assert!(sessions.merge_into_access_token_payload(&handle, &object(update)?).await?);
    }
    let large = object(json!({"t": "x".repeat(MAX_SESSION_DATA_BYTES)}))?;
    let refused = sessions.update_session_data_in_database(&handle, large.clone()).await;
    let kind = |error: session::SessionError| error.error_type();
    assert_eq!(refused.map_err(kind), Err(ErrorType::PayloadTooLarge));
    let mut new = NewSession::of("ada".parse()?, "public".parse()?);
    new.session_data = large.clone();
    let refused = sessions.create_new_session(new).await.map(drop);
    assert_eq!(refused.map_err(kind), Err(ErrorType::PayloadTooLarge), "at sign-in, too");
    let refused = sessions.merge_into_access_token_payload(&handle, &large).await;
    assert_eq!(refused.map_err(kind), Err(ErrorType::BadRequest));
    let found = sessions.get_session_information(&handle).await?.context("there")?;
    assert_eq!(json!(found.session_data_in_database), json!({"c": null}));
    let issuer = "http://localhost:3000/auth";
    let payload = json!(found.custom_claims_in_access_token_payload);
    assert_eq!(payload, json!({"iss": issuer, "x": {}}));
    Ok(())
}

#[tokio::test]
async fn a_browser_sees_a_merge_by_handle_at_its_next_refresh_and_not_before() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let handle = browser.session()?.session_handle().context("a handle")?;
    let update = object(json!({"plan": "gold"}))?;
    assert!(app.state.sessions.merge_into_access_token_payload(&handle, &update).await?);
    let reply = browser.get("/getSession").await?.expect_ok()?;
    assert_eq!(reply.json()?["accessTokenPayload"].get("plan"), None);
    assert!(reply.says_nothing_of_the_session());
    browser.refresh().await?.expect_ok()?;
    assert_eq!(browser.session()?.up["plan"], "gold");
    Ok(())
}

#[tokio::test]
async fn a_database_that_is_away_is_a_fault_of_every_function() -> Result<()> {
    let app = TestApp::new().await?;
    let sessions = &app.state.sessions;
    let handle = open(&app, "ada", "public").await?;
    let (ada, one): (UserId, _) = ("ada".parse()?, object(json!({"a": 1}))?);
    app.state.db.close().await;
    let kinds = [
        sessions.get_all_session_handles_for_user(&ada, None).await.err(),
        sessions.revoke_all_sessions_for_user(&ada, None).await.err(),
        sessions.revoke_session(&handle).await.err(),
        sessions.get_session_information(&handle).await.err(),
        sessions.update_session_data_in_database(&handle, one.clone()).await.err(),
        sessions.merge_into_access_token_payload(&handle, &one).await.err(),
    ];
    for (n, error) in kinds.into_iter().enumerate() {
        let kind = error.map(|error| error.error_type());
        assert_eq!(kind, Some(ErrorType::GeneralError), "{n}");
    }
    Ok(())
}
