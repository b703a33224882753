//! Claim validators and options beside a route (wire protocol 7.2 and 8).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use futures_util::FutureExt;
use serde_json::{Value, json};
use session::axum::Transport;
use session::{Claim, ClaimValidator, Session, VerifyOptions};
use shared::{ErrorType, TokenTransfer};
use tests::{Call, Reply, TestApp};

const CLAIM_FAILED: (u16, Option<ErrorType>) = (403, Some(ErrorType::InvalidClaims));

async fn show(session: Session) -> axum::Json<Value> {
    axum::Json(Value::Object(session.get_access_token_payload()))
}

/// A claim whose fetch always finds `value`.
fn claim(value: Value) -> Claim {
    Claim::new("st-role", move |_| {
        let value = value.clone();
        async move { Ok(Some(value)) }.boxed()
    })
}

fn guarded(app: &TestApp, validator: ClaimValidator) -> Router {
    let config = app.state.config.transport.clone();
    let transport = Transport::new(app.state.sessions.clone(), config);
    let options = VerifyOptions::new().claim_validators([validator]);
    Router::new()
        .route("/guarded", get(show).layer(options))
        .layer(from_fn_with_state(transport, session::axum::layer))
}

async fn ask(router: &Router, bearer: &str) -> Result<Reply> {
    let call = Call::get("/guarded").header("authorization", format!("Bearer {bearer}"));
    tests::send(router.clone(), call).await
}

#[tokio::test]
async fn a_failing_validator_is_403_with_the_reason_and_the_refetched_claims() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let router = guarded(&app, claim(json!(["user"])).includes(json!("admin")));
    let reply = ask(&router, &token).await?;
    let reason = json!({
        "message": "wrong value", "expectedToInclude": "admin", "actualValue": ["user"],
    });
    let expected = json!({
        "type": "INVALID_CLAIMS", "message": "invalid claim",
        "claimValidationErrors": [{"id": "st-role", "reason": reason}],
    });
    assert_eq!((reply.status.as_u16(), reply.json()?), (403, expected));
    // Nothing is cleared, and what was fetched reaches the browser.
    let fetched = json!({"v": ["user"], "t": app.now()});
    assert_eq!(reply.front_token()?.up["st-role"], fetched);
    assert!(reply.header("st-access-token").is_some_and(|token| !token.is_empty()));
    assert_eq!(reply.header("st-refresh-token"), None);
    Ok(())
}

#[tokio::test]
async fn a_claim_is_fetched_once_and_then_read_from_the_token() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let router = guarded(&app, claim(json!(["admin"])).includes(json!("admin")));
    let reply = ask(&router, &token).await?.expect_ok()?;
    let newer = reply.header("st-access-token").unwrap_or_default().to_owned();
    let before = app.state.db.query_count();
    let reply = ask(&router, &newer).await?.expect_ok()?;
    assert!(reply.says_nothing_of_the_session());
    assert_eq!(app.state.db.query_count(), before);
    Ok(())
}

#[tokio::test]
async fn an_old_claim_is_fetched_again() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let router =
        guarded(&app, claim(json!(true)).has_value(json!(true)).max_age(Duration::from_mins(1)));
    let reply = ask(&router, &token).await?.expect_ok()?;
    let newer = reply.header("st-access-token").unwrap_or_default().to_owned();
    app.pass_seconds(60);
    assert!(ask(&router, &newer).await?.expect_ok()?.says_nothing_of_the_session());
    app.clock.advance(Duration::from_millis(1));
    let reply = ask(&router, &newer).await?.expect_ok()?;
    assert_eq!(reply.front_token()?.up["st-role"]["t"], app.now().as_millis());
    Ok(())
}

#[tokio::test]
async fn a_fetch_that_fails_is_a_fault_and_clears_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let broken =
        Claim::new("st-role", |_| async { anyhow::bail!("the role service is away") }.boxed());
    let reply = ask(&guarded(&app, broken.has_value(json!(1))), &token).await?;
    assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)));
    assert!(reply.says_nothing_of_the_session() && !reply.text().contains("role service"));
    Ok(())
}

#[tokio::test]
async fn a_route_may_check_the_database_by_itself() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let config = app.state.config.transport.clone();
    let transport = Transport::new(app.state.sessions.clone(), config);
    let router = Router::new()
        .route("/guarded", get(show).layer(VerifyOptions::new().check_database(true)))
        .layer(from_fn_with_state(transport, session::axum::layer));
    ask(&router, &token).await?.expect_ok()?;
    sqlx::query("DELETE FROM sessions").execute(app.sql()).await?;
    let reply = ask(&router, &token).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(reply.clears_everything());
    Ok(())
}

#[tokio::test]
async fn a_wrong_value_is_fetched_again_after_its_pause() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let verified = Arc::new(AtomicBool::new(false));
    let now = Arc::clone(&verified);
    let claim = Claim::new("st-ev", move |_| {
        let value = now.load(Ordering::SeqCst);
        async move { Ok(Some(json!(value))) }.boxed()
    });
    let router =
        guarded(&app, claim.has_value(json!(true)).refetch_if_wrong_after(Duration::from_secs(10)));
    let refused = ask(&router, &token).await?;
    assert_eq!(refused.outcome(), CLAIM_FAILED);
    let token = refused.header("st-access-token").context("a token")?.to_owned();
    verified.store(true, Ordering::SeqCst);
    app.pass_seconds(10);
    assert_eq!(ask(&router, &token).await?.outcome(), CLAIM_FAILED);
    app.pass_seconds(1);
    let passed = ask(&router, &token).await?.expect_ok()?;
    assert_eq!(passed.front_token()?.up["st-ev"]["v"], json!(true));
    Ok(())
}
