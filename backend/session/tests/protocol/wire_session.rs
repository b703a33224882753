//! The session's functions and what they write (wire protocol 7 and 8): what no other file asks.

use std::time::Duration;

use anyhow::{Context, Result};
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use axum::{Json, Router};
use backend::error::Error;
use futures_util::FutureExt;
use serde_json::{Map, Value, json};
use session::axum::Transport;
use session::{AntiCsrf, Claim, Device, NewSession, RefreshRequest, Session};
use shared::{ErrorType, SessionHandle, TenantId, TokenTransfer};
use tests::{Call, Client, Reply, START, TestApp};

fn around(app: &TestApp, routes: Router) -> Router {
    let config = app.state.config.transport.clone();
    let transport = Transport::new(app.state.sessions.clone(), config);
    routes.layer(from_fn_with_state(transport, session::axum::layer))
}

async fn send_as(router: &Router, client: &Client, call: Call) -> Result<Reply> {
    let bearer = format!("Bearer {}", client.access()?);
    tests::send(router.clone(), call.header("authorization", bearer)).await
}

fn object(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value)])
}

fn handle(client: &Client) -> Result<SessionHandle> {
    client.session()?.session_handle().context("a handle")
}

#[tokio::test]
async fn a_head_reads_and_needs_no_proof() -> Result<()> {
    for mode in ["via_custom_header", "via_token"] {
        let app = TestApp::with(&[("ANTI_CSRF", mode)]).await?;
        let mut browser = app.signed_in().await?;
        let call = Call::new(Method::HEAD, "/getSession").without("rid").without("anti-csrf");
        assert_eq!(browser.send(call).await?.status, 200, "{mode}");
    }
    Ok(())
}

#[tokio::test]
async fn an_access_token_alone_refreshes_nothing_and_is_cleared() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    browser.jar.remove("sRefreshToken");
    let reply = browser.refresh().await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.clears_everything());
    assert_eq!(app.session_count().await?, 1, "and nothing ends");
    Ok(())
}

#[tokio::test]
async fn a_browser_that_lost_the_scripts_cookies_refreshes_unless_a_token_is_asked() -> Result<()> {
    for (mode, status) in [("via_custom_header", 200), ("none", 200), ("via_token", 401)] {
        let app = TestApp::with(&[("ANTI_CSRF", mode)]).await?;
        let mut browser = app.signed_in().await?;
        browser.front_token = None;
        browser.anti_csrf = None;
        assert_eq!(browser.refresh().await?.status, status, "{mode}");
        assert_eq!(browser.front_token.is_some(), status == 200, "{mode}");
    }
    Ok(())
}

async fn times(session: Session) -> Result<Json<Value>, Error> {
    let (created, expiry) = (session.get_time_created().await?, session.get_expiry().await?);
    Ok(Json(json!({
        "created": created, "expiry": expiry, "user": session.get_recipe_user_id(),
    })))
}

#[tokio::test]
async fn time_created_and_expiry_are_read_with_one_query_each() -> Result<()> {
    let app = TestApp::new().await?;
    let router = around(&app, Router::new().route("/times", get(times)));
    let mut client = app.signed_in_by(TokenTransfer::Header).await?;
    app.pass_seconds(600);
    client.refresh().await?.expect_ok()?;
    let before = app.state.db.query_count();
    let reply = send_as(&router, &client, Call::get("/times")).await?.expect_ok()?;
    assert_eq!(app.state.db.query_count() - before, 2);
    assert!(reply.says_nothing_of_the_session());
    let expiry = START + Duration::from_secs(600 + 8_640_000);
    let expected = json!({
        "created": START.as_millis(), "expiry": expiry.as_millis(),
        "user": client.session()?.uid,
    });
    assert_eq!(reply.json()?, expected);
    sqlx::query("DELETE FROM sessions").execute(app.sql()).await?;
    let reply = send_as(&router, &client, Call::get("/times")).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.clears_everything());
    Ok(())
}

#[tokio::test]
async fn a_merge_after_the_tokens_end_is_stored_and_no_error() -> Result<()> {
    let app = TestApp::new().await?;
    let clock = app.clone();
    let late = async move |session: Session| -> Result<&'static str, Error> {
        clock.pass_seconds(3600);
        session.merge_into_access_token_payload(object("role", json!("admin"))).await?;
        Ok("stored")
    };
    let router = around(&app, Router::new().route("/late", post(late)));
    let mut client = app.signed_in_by(TokenTransfer::Header).await?;
    let reply = send_as(&router, &client, Call::post("/late")).await?.expect_ok()?;
    assert!(reply.says_nothing_of_the_session());
    client.refresh().await?.expect_ok()?;
    assert_eq!(client.session()?.up["role"], "admin");
    Ok(())
}

async fn change_claims(session: Session) -> Result<Json<Value>, Error> {
    let fetched = Claim::new("st-role", |owner| {
        let who = owner.user_id.to_string();
        async move { Ok(Some(json!([who]))) }.boxed()
    });
    let set = Claim::new("st-plan", |_| async { Ok(None) }.boxed());
    let removed = Claim::new("st-old", |_| async { Ok(None) }.boxed());
    session.set_claim_value(&removed, json!(1)).await?;
    session.fetch_and_set_claim(&fetched).await?;
    session.set_claim_value(&set, json!("pro")).await?;
    let before = session.get_claim_value(&removed);
    session.remove_claim(&removed).await?;
    let values = [&fetched, &set, &removed].map(|claim| session.get_claim_value(claim));
    Ok(Json(json!({ "before": before, "values": values })))
}

#[tokio::test]
async fn claims_are_fetched_set_and_removed_and_the_reply_carries_the_last_state() -> Result<()> {
    let app = TestApp::new().await?;
    let router = around(&app, Router::new().route("/claims", post(change_claims)));
    let client = app.signed_in_by(TokenTransfer::Header).await?;
    let user = client.session()?.uid.to_string();
    let reply = send_as(&router, &client, Call::post("/claims")).await?.expect_ok()?;
    let expected = json!({"before": 1, "values": [[user], "pro", null]});
    assert_eq!(reply.json()?, expected);
    let up = reply.front_token()?.up;
    assert_eq!(up["st-role"], json!({"v": [user], "t": app.now()}));
    assert_eq!(up["st-plan"], json!({"v": "pro", "t": app.now()}));
    assert_eq!(up.get("st-old"), None);
    assert!(reply.header("st-access-token").is_some());
    assert_eq!(reply.header("st-refresh-token"), None);
    Ok(())
}

#[tokio::test]
async fn by_its_handle_a_session_is_shown_changed_and_ended() -> Result<()> {
    let app = TestApp::new().await?;
    let sessions = &app.state.sessions;
    let mut browser = app.signed_in().await?;
    let own = handle(&browser)?;
    assert!(sessions.update_session_data_in_database(&own, object("a", json!(1))).await?);
    assert!(sessions.merge_into_access_token_payload(&own, &object("role", json!("x"))).await?);
    let shown = sessions.get_session_information(&own).await?.context("lives")?;
    assert_eq!((&shown.user_id, &shown.recipe_user_id), (&browser.session()?.uid, &shown.user_id));
    assert_eq!((&shown.session_handle, shown.tenant_id.as_str()), (&own, "public"));
    assert_eq!((shown.time_created, shown.expiry), (START, START + Duration::from_secs(8_640_000)));
    assert_eq!(shown.session_data_in_database, object("a", json!(1)));
    let claims = json!({"iss": "http://localhost:3000/auth", "role": "x"});
    assert_eq!(Value::Object(shown.custom_claims_in_access_token_payload), claims);
    assert_eq!(browser.session()?.up.get("role"), None, "not before the next refresh");
    browser.refresh().await?.expect_ok()?;
    assert_eq!(browser.session()?.up["role"], "x");
    assert!(sessions.revoke_session(&own).await?);
    // A session that is gone is none, and no error.
    assert!(!sessions.revoke_session(&own).await?);
    assert_eq!(sessions.get_session_information(&own).await?, None);
    assert!(!sessions.update_session_data_in_database(&own, Map::new()).await?);
    assert!(!sessions.merge_into_access_token_payload(&own, &object("a", json!(1))).await?);
    Ok(())
}

#[tokio::test]
async fn by_their_user_sessions_are_listed_and_ended_in_one_tenant_or_in_all() -> Result<()> {
    let app = TestApp::new().await?;
    let sessions = &app.state.sessions;
    let user = app.signed_in().await?.session()?.uid;
    let (acme, public): (TenantId, _) = ("acme".parse()?, TenantId::public());
    let made = sessions.create_new_session(NewSession::of(user.clone(), acme.clone())).await?;
    let of_acme = made.access_token.claims.session_handle.clone();
    let in_all = sessions.get_all_session_handles_for_user(&user, None).await?;
    assert_eq!(in_all.len(), 2);
    let in_acme = sessions.get_all_session_handles_for_user(&user, Some(&acme)).await?;
    assert_eq!(in_acme, std::slice::from_ref(&of_acme));
    let ended = sessions.revoke_all_sessions_for_user(&user, Some(&public)).await?;
    assert_eq!(ended.len(), 1);
    assert!(in_all.contains(&ended[0]) && ended[0] != of_acme);
    let both = sessions.revoke_multiple_sessions(&in_all).await?;
    assert_eq!(both, [of_acme], "only what still existed");
    assert!(sessions.revoke_all_sessions_for_user(&user, None).await?.is_empty());
    assert_eq!(app.session_count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn sessions_are_made_and_refreshed_by_value() -> Result<()> {
    let app = TestApp::new().await?;
    let sessions = &app.state.sessions;
    let user = app.signed_in().await?.session()?.uid;
    let made = sessions.create_new_session(NewSession::of(user, TenantId::public())).await?;
    let device = Device::default();
    let request = RefreshRequest {
        token: &made.refresh_token,
        anti_csrf: AntiCsrf::NotDue,
        with_anti_csrf: false,
        device: &device,
    };
    let next = sessions.refresh_session(&request).await?;
    assert_ne!(next.refresh_token, made.refresh_token);
    let (old, new) = (&made.access_token.claims, &next.access_token.claims);
    assert_eq!(old.session_handle, new.session_handle);
    let found = sessions.get_session(Some(&next.access_token.text), None, false, Some("x")).await?;
    assert_eq!(found.session.get_handle(), &new.session_handle);
    Ok(())
}
