//! Options beside a route hold there, whatever looked at the session before (wire protocol 7.2).

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Map, Value, json};
use session::axum::Transport;
use session::{ClaimValidator, Session, SessionError, VerifyOptions};
use shared::{ErrorType, TokenTransfer};
use tests::{Call, Reply, TestApp};

async fn show(session: Session) -> axum::Json<Value> {
    axum::Json(Value::Object(session.get_access_token_payload()))
}

async fn show_twice(_: Session, session: Option<Session>) -> axum::Json<Value> {
    axum::Json(Value::Object(session.map(|it| it.get_access_token_payload()).unwrap_or_default()))
}

/// As a middleware does that names the user in the log: it looks, and lets every request through.
async fn look(session: Result<Session, SessionError>, request: Request, next: Next) -> Response {
    drop(session);
    next.run(request).await
}

fn refuse() -> ClaimValidator {
    ClaimValidator::custom("admin", |_| Err(json!({"message": "never"})))
}

fn routes(app: &TestApp, looked_at_before: bool) -> Router {
    let options = VerifyOptions::new;
    let routes = Router::new()
        .route("/plain", get(show).post(show))
        .route("/read", get(show).layer(options().anti_csrf_check(true)))
        .route("/open", post(show).layer(options().anti_csrf_check(false)))
        .route("/fresh", get(show).layer(options().check_database(true)))
        .route("/twice", get(show_twice).layer(options().check_database(true)))
        .route("/quick", get(show).layer(options().check_database(false)))
        .route("/admin", get(show).layer(options().claim_validators([refuse()])));
    let routes = if looked_at_before { routes.layer(from_fn(look)) } else { routes };
    let config = app.state.config.transport.clone();
    let transport = Transport::new(app.state.sessions.clone(), config);
    routes.layer(from_fn_with_state(transport, session::axum::layer))
}

async fn ask(router: &Router, path: &str, bearer: &str) -> Result<Reply> {
    let call = Call::get(path).header("authorization", format!("Bearer {bearer}"));
    tests::send(router.clone(), call).await
}

#[tokio::test]
async fn the_anti_csrf_check_is_on_or_off_as_the_route_says() -> Result<()> {
    for looked_at_before in [false, true] {
        let app = TestApp::new().await?;
        let router = routes(&app, looked_at_before);
        let cookie = format!("sAccessToken={}", app.signed_in().await?.access()?);
        for (call, passes) in [
            (Call::get("/plain"), true),
            (Call::post("/plain"), false),
            (Call::get("/read"), false),
            (Call::post("/open"), true),
        ] {
            let with_rid = call.clone().header("cookie", &cookie).header("rid", "anti-csrf");
            tests::send(router.clone(), with_rid).await?.expect_ok()?;
            let path = format!("{call:?}");
            let reply = tests::send(router.clone(), call.header("cookie", &cookie)).await?;
            if passes {
                reply.expect_ok()?;
            } else {
                let expected = (401, Some(ErrorType::TryRefreshToken));
                assert_eq!(reply.outcome(), expected, "{path} {looked_at_before}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn with_tokens_a_route_may_ask_a_get_for_the_exact_one() -> Result<()> {
    let app = TestApp::with(&[("ANTI_CSRF", "via_token")]).await?;
    let browser = app.signed_in().await?;
    let router = routes(&app, false);
    let cookie = format!("sAccessToken={}", browser.access()?);
    let call = || Call::get("/read").header("cookie", &cookie).header("rid", "anti-csrf");
    for wrong in [call(), call().header("anti-csrf", "x"), call().header("anti-csrf", "")] {
        let reply = tests::send(router.clone(), wrong).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    }
    let right = call().header("anti-csrf", browser.anti_csrf.context("a token")?);
    tests::send(router.clone(), right).await?.expect_ok()?;
    let open = Call::post("/open").header("cookie", &cookie);
    tests::send(router, open).await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_route_that_checks_the_database_refuses_the_revoked_and_shows_the_row() -> Result<()> {
    for looked_at_before in [false, true] {
        let app = TestApp::new().await?;
        let client = app.signed_in_by(TokenTransfer::Header).await?;
        let (router, token) = (routes(&app, looked_at_before), client.access()?);
        let handle = client.session()?.session_handle().context("a handle")?;
        let update = Map::from_iter([("role".to_owned(), json!("admin"))]);
        app.state.sessions.merge_into_access_token_payload(&handle, &update).await?;
        let seen = ask(&router, "/fresh", &token).await?.expect_ok()?.json()?;
        assert_eq!(seen["role"], "admin", "{looked_at_before}");
        let seen = ask(&router, "/plain", &token).await?.expect_ok()?.json()?;
        assert_eq!(seen.get("role"), None);
        app.state.sessions.revoke_session(&handle).await?;
        ask(&router, "/plain", &token).await?.expect_ok()?;
        let reply = ask(&router, "/fresh", &token).await?;
        let expected = (401, Some(ErrorType::Unauthorised));
        assert_eq!(reply.outcome(), expected, "{looked_at_before}");
        assert!(reply.clears_everything());
    }
    Ok(())
}

#[tokio::test]
async fn a_check_costs_one_query_however_often_the_session_is_taken() -> Result<()> {
    let app = TestApp::with(&[("CHECK_DATABASE", "true")]).await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    for (path, looked_at_before, queries) in [
        ("/plain", false, 1),
        ("/plain", true, 1),
        ("/fresh", true, 1),
        ("/twice", false, 1),
        ("/quick", false, 0),
    ] {
        let router = routes(&app, looked_at_before);
        let before = app.state.db.query_count();
        ask(&router, path, &token).await?.expect_ok()?;
        let cost = app.state.db.query_count() - before;
        assert_eq!(cost, queries, "{path} {looked_at_before}");
    }
    Ok(())
}

#[tokio::test]
async fn a_route_may_go_without_the_check_that_the_settings_ask_for() -> Result<()> {
    let app = TestApp::with(&[("CHECK_DATABASE", "true")]).await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    sqlx::query("DELETE FROM sessions").execute(app.sql()).await?;
    let router = routes(&app, false);
    ask(&router, "/quick", &token).await?.expect_ok()?;
    assert_eq!(ask(&router, "/plain", &token).await?.status, 401);
    Ok(())
}

#[tokio::test]
async fn a_route_that_asks_for_a_claim_asks_whoever_looked_before() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    for looked_at_before in [false, true] {
        let reply = ask(&routes(&app, looked_at_before), "/admin", &token).await?;
        let expected = (403, Some(ErrorType::InvalidClaims));
        assert_eq!(reply.outcome(), expected, "{looked_at_before}");
    }
    Ok(())
}

#[tokio::test]
async fn a_refusal_that_somebody_ignored_is_a_refusal_again() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let config = app.state.config.transport.clone();
    let sessions = app.state.sessions.clone();
    let transport = Transport::with_claim_validators(sessions, config, vec![refuse()]);
    let router = Router::new()
        .route("/admin", get(show))
        .layer(from_fn(look))
        .layer(from_fn_with_state(transport, session::axum::layer));
    let reply = ask(&router, "/admin", &token).await?;
    assert_eq!(reply.outcome(), (403, Some(ErrorType::InvalidClaims)));
    Ok(())
}
