//! What is asked of claims everywhere, what a route asks instead, and what the reply then carries
//! (wire protocol 7.2 step 11).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use backend::error::Error;
use futures_util::FutureExt;
use serde_json::{Value, json};
use session::axum::Transport;
use session::{Claim, ClaimOwner, ClaimValidator, Session, VerifyOptions};
use shared::{ErrorType, TokenTransfer};
use tests::{Call, Reply, TestApp};

/// A claim that always finds `value`, and how often it was asked.
fn counted(key: &str, value: Option<Value>) -> (Claim, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let claim = Claim::new(key, move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        let value = value.clone();
        async move { Ok(value) }.boxed()
    });
    (claim, asked)
}

fn refuse(id: &str) -> ClaimValidator {
    ClaimValidator::custom(id, |_| Err(json!({"message": "never"})))
}

async fn show(session: Session) -> axum::Json<Value> {
    axum::Json(Value::Object(session.get_access_token_payload()))
}

async fn maybe(session: Option<Session>) -> &'static str {
    if session.is_some() { "somebody" } else { "nobody" }
}

async fn assert_role(session: Session) -> Result<axum::Json<Value>, Error> {
    let (roles, _) = counted("st-role", Some(json!(["user"])));
    session.assert_claims(&[roles.includes(json!("user"))]).await?;
    session.assert_claims(&[roles.includes(json!("admin")), roles.excludes(json!("user"))]).await?;
    Ok(axum::Json(json!("never")))
}

/// `/all` asks what is asked everywhere; `/own` asks `of_route`, `/none` nothing.
fn routes(app: &TestApp, everywhere: Vec<ClaimValidator>, of_route: Vec<ClaimValidator>) -> Router {
    let config = app.state.config.transport.clone();
    let transport =
        Transport::with_claim_validators(app.state.sessions.clone(), config, everywhere);
    let options = |these| VerifyOptions::new().claim_validators(these);
    Router::new()
        .route("/all", get(show))
        .route("/maybe", get(maybe))
        .route("/own", get(show).layer(options(of_route)))
        .route("/none", get(show).layer(options(Vec::new())))
        .route("/assert", get(assert_role))
        .merge(backend::routes::session_router())
        .layer(from_fn_with_state(transport, session::axum::layer))
}

async fn ask(router: &Router, path: &str, bearer: &str) -> Result<Reply> {
    let call = Call::get(path).header("authorization", format!("Bearer {bearer}"));
    tests::send(router.clone(), call).await
}

fn failed(reply: &Reply) -> Result<Vec<Value>> {
    assert_eq!(reply.outcome(), (403, Some(ErrorType::InvalidClaims)));
    let errors = reply.json()?["claimValidationErrors"].as_array().context("a list")?.clone();
    Ok(errors.iter().map(|error| error["id"].clone()).collect())
}

#[tokio::test]
async fn what_a_route_asks_stands_in_the_place_of_what_is_asked_everywhere() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let router = routes(&app, vec![refuse("global")], vec![refuse("route")]);
    assert_eq!(failed(&ask(&router, "/all", &token).await?)?, ["global"]);
    assert_eq!(failed(&ask(&router, "/own", &token).await?)?, ["route"]);
    ask(&router, "/none", &token).await?.expect_ok()?;
    // A session that may be there is asked too; a request without one is asked nothing.
    assert_eq!(failed(&ask(&router, "/maybe", &token).await?)?, ["global"]);
    let nobody = tests::send(router, Call::get("/maybe")).await?.expect_ok()?;
    assert_eq!(nobody.text(), "nobody");
    Ok(())
}

#[tokio::test]
async fn whoever_lacks_a_claim_may_refresh_and_leave() -> Result<()> {
    let app = TestApp::new().await?;
    let client = app.signed_in_by(TokenTransfer::Header).await?;
    let router = routes(&app, vec![refuse("global")], Vec::new());
    let post = |path: &str, token: &str| {
        let call = Call::post(path).header("authorization", format!("Bearer {token}"));
        tests::send(router.clone(), call)
    };
    let reply = post("/session/refresh", &client.refresh_text()?).await?.expect_ok()?;
    let token = reply.header("st-access-token").context("a token")?.to_owned();
    assert_eq!(ask(&router, "/all", &token).await?.status, 403);
    let reply = post("/signout", &token).await?.expect_ok()?;
    assert_eq!(reply.header("front-token"), Some("remove"));
    assert_eq!(app.session_count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn every_failure_is_named_and_every_claim_is_fetched_once() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let (roles, asked) = counted("st-role", Some(json!(["user"])));
    let (verified, asked_too) = counted("st-ev", Some(json!(false)));
    let validators = vec![
        roles.includes(json!("admin")),
        verified.has_value(json!(true)),
        roles.excludes(json!("user")).max_age(Duration::from_secs(1)),
        roles.includes(json!("user")),
        refuse("own"),
    ];
    let before = app.state.db.query_count();
    let reply = ask(&routes(&app, validators, Vec::new()), "/all", &token).await?;
    assert_eq!(failed(&reply)?, ["st-role", "st-ev", "st-role", "own"]);
    assert_eq!((asked.load(Ordering::SeqCst), asked_too.load(Ordering::SeqCst)), (1, 1));
    assert_eq!(app.state.db.query_count() - before, 2, "one merge for all: a read and a write");
    let up = reply.front_token()?.up;
    assert_eq!((&up["st-role"]["v"], &up["st-ev"]["v"]), (&json!(["user"]), &json!(false)));
    Ok(())
}

#[tokio::test]
async fn the_fetch_is_told_whose_claim_it_is() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.client(TokenTransfer::Header);
    let (email, password) = (backend::account::DEMO_EMAIL, backend::account::DEMO_PASSWORD);
    client.post_form("/auth/acme/signin", email, password).await?.expect_ok()?;
    let whose = Claim::new("st-owner", |ClaimOwner { user_id, tenant_id }| {
        async move { Ok(Some(json!([user_id, tenant_id]))) }.boxed()
    });
    let expected = json!([client.session()?.uid, "acme"]);
    let router = routes(&app, vec![whose.has_value(expected)], Vec::new());
    ask(&router, "/all", &client.access()?).await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn in_cookie_mode_too_a_refusal_carries_what_was_fetched_and_no_other_token() -> Result<()> {
    let app = TestApp::with(&[("ANTI_CSRF", "via_token")]).await?;
    let mut browser = app.signed_in().await?;
    let (roles, _) = counted("st-role", Some(json!([])));
    let router = routes(&app, vec![roles.includes(json!("admin"))], Vec::new());
    let cookie = format!("sAccessToken={}", browser.access()?);
    let reply = tests::send(router, Call::get("/all").header("cookie", cookie)).await?;
    assert_eq!(failed(&reply)?, ["st-role"]);
    let set = reply.set_cookie("sAccessToken").context("a cookie")?;
    assert_eq!((reply.set_cookies().len(), reply.header("anti-csrf")), (1, None));
    assert_eq!(reply.front_token()?.ate, browser.session()?.ate);
    browser.jar.put("sAccessToken", set.value());
    let seen = browser.get("/getSession").await?.expect_ok()?.json()?;
    assert_eq!(seen["accessTokenPayload"]["st-role"]["v"], json!([]));
    Ok(())
}

#[tokio::test]
async fn a_claim_that_nobody_has_changes_nothing_and_brings_no_new_token() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let (nothing, asked) = counted("st-role", None);
    let router = routes(&app, vec![nothing.includes(json!("admin"))], Vec::new());
    app.pass_seconds(1);
    for call in 1..=2 {
        let reply = ask(&router, "/all", &token).await?;
        assert_eq!(failed(&reply)?, ["st-role"]);
        assert!(reply.says_nothing_of_the_session(), "nothing changed");
        assert_eq!(asked.load(Ordering::SeqCst), call);
    }
    Ok(())
}

#[tokio::test]
async fn a_claim_that_was_taken_away_leaves_the_token() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let (given, _) = counted("st-role", Some(json!(["admin"])));
    let admin = json!("admin");
    let router = routes(&app, vec![given.includes(admin.clone())], Vec::new());
    let reply = ask(&router, "/all", &token).await?.expect_ok()?;
    let with_role = reply.header("st-access-token").context("a token")?.to_owned();
    let (taken, _) = counted("st-role", None);
    let validator = taken.includes(admin).max_age(Duration::from_mins(1));
    let router = routes(&app, vec![validator], Vec::new());
    ask(&router, "/all", &with_role).await?.expect_ok()?;
    app.pass_seconds(61);
    let reply = ask(&router, "/all", &with_role).await?;
    assert_eq!(failed(&reply)?, ["st-role"]);
    assert_eq!(reply.front_token()?.up.get("st-role"), None);
    Ok(())
}

#[tokio::test]
async fn a_refetch_for_a_revoked_session_is_unauthorised_and_clears() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    sqlx::query("DELETE FROM sessions").execute(app.sql()).await?;
    let (roles, _) = counted("st-role", Some(json!(["admin"])));
    let router = routes(&app, vec![roles.includes(json!("admin"))], Vec::new());
    let reply = ask(&router, "/all", &token).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.clears_everything());
    Ok(())
}

#[tokio::test]
async fn where_the_database_is_checked_validators_see_the_rows_claims() -> Result<()> {
    let app = TestApp::with(&[("CHECK_DATABASE", "true")]).await?;
    let client = app.signed_in_by(TokenTransfer::Header).await?;
    let token = client.access()?;
    let (roles, asked) = counted("st-role", Some(json!(["admin"])));
    let router = routes(&app, vec![roles.includes(json!("admin"))], Vec::new());
    let handle = client.session()?.session_handle().context("a handle")?;
    for (role, status) in [("admin", 200), ("user", 403), ("admin", 200)] {
        let update = roles.update(Some(json!([role])), app.now());
        app.state.sessions.merge_into_access_token_payload(&handle, &update).await?;
        let reply = ask(&router, "/all", &token).await?;
        assert_eq!(reply.status, status, "{role}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0, "nothing was missing");
    Ok(())
}

#[tokio::test]
async fn a_page_whose_first_calls_all_refetch_at_once_is_answered_each_time() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let clock = app.clone();
    // Each fetch takes a moment, so that no two claims are of the same one.
    let roles = Claim::new("st-role", move |_| {
        clock.clock.advance(Duration::from_millis(1));
        async { Ok(Some(json!(["admin"]))) }.boxed()
    });
    let router = routes(&app, vec![roles.includes(json!("admin"))], Vec::new());
    let replies = (0..8).map(|_| ask(&router, "/all", &token));
    for reply in futures_util::future::join_all(replies).await {
        reply?.expect_ok()?;
    }
    Ok(())
}

#[tokio::test]
async fn a_handler_asks_for_itself_and_what_was_fetched_goes_out_with_the_refusal() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let reply = ask(&routes(&app, Vec::new(), Vec::new()), "/assert", &token).await?;
    assert_eq!(failed(&reply)?, ["st-role", "st-role"]);
    assert_eq!(reply.front_token()?.up["st-role"]["v"], json!(["user"]));
    assert!(reply.header("st-access-token").is_some_and(|token| !token.is_empty()));
    Ok(())
}

#[tokio::test]
async fn what_the_whole_app_asks_is_given_at_its_start() -> Result<()> {
    let app = TestApp::asking(vec![refuse("everywhere")]).await?;
    let mut browser = app.signed_in().await?;
    assert_eq!(failed(&browser.get("/getSession").await?)?, ["everywhere"]);
    // A route may ask for more, or for something else.
    let more = VerifyOptions::new().more_claim_validators([refuse("more")]);
    let instead = more.clone().claim_validators([]);
    let router = Router::new()
        .route("/more", get(show).layer(more))
        .route("/instead", get(show).layer(instead))
        .layer(from_fn_with_state(app.state.transport.clone(), session::axum::layer));
    let token = browser.access()?;
    assert_eq!(failed(&ask(&router, "/more", &token).await?)?, ["everywhere", "more"]);
    assert_eq!(failed(&ask(&router, "/instead", &token).await?)?, ["more"]);
    Ok(())
}
