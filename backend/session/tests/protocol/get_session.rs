//! GET /getSession.

use std::time::Duration;

use anyhow::Result;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use session::Session;
use session::axum::Transport;
use shared::{ErrorType, TokenTransfer};
use tests::{Call, START, TestApp};

#[tokio::test]
async fn shows_the_verified_session() -> Result<()> {
    let app = TestApp::new().await?;
    for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
        let mut client = app.signed_in_by(mode).await?;
        let front = client.session()?;
        let reply = client.get("/getSession").await?.expect_ok()?;
        let expected = json!({
            "sessionHandle": front.up["sessionHandle"], "userId": front.uid, "tenantId": "public",
            "accessTokenPayload": front.up,
            "accessTokenExpiry": (START + Duration::from_hours(1)).as_millis(),
        });
        assert_eq!(reply.json()?, expected);
    }
    Ok(())
}

#[tokio::test]
async fn asks_the_database_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let before = app.state.db.query_count();
    browser.get("/getSession").await?.expect_ok()?;
    assert_eq!(app.state.db.query_count(), before);
    Ok(())
}

/// What a handler can ask a session without a query.
async fn all_getters(session: Session) -> Json<Value> {
    Json(json!({
        "userId": session.get_user_id(),
        "recipeUserId": session.get_recipe_user_id(),
        "tenantId": session.get_tenant_id(),
        "handle": session.get_handle(),
        "accessToken": session.get_access_token(),
        "payload": session.get_access_token_payload(),
        "expiry": session.get_access_token_expiry(),
    }))
}

#[tokio::test]
async fn the_getters_cost_no_query_and_write_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let client = app.signed_in_by(TokenTransfer::Header).await?;
    let (token, front) = (client.access()?, client.session()?);
    let transport = Transport::new(app.state.sessions.clone(), app.state.config.transport.clone());
    let router = Router::new()
        .route("/getters", get(all_getters))
        .layer(from_fn_with_state(transport, session::axum::layer));
    let before = app.state.db.query_count();
    let call = Call::get("/getters").header("authorization", format!("Bearer {token}"));
    let reply = tests::send(router, call).await?.expect_ok()?;
    assert_eq!(app.state.db.query_count(), before);
    assert!(reply.says_nothing_of_the_session());
    let expected = json!({
        "userId": front.uid, "recipeUserId": front.up["rsub"], "tenantId": front.up["tId"],
        "handle": front.up["sessionHandle"], "accessToken": token, "payload": front.up,
        "expiry": front.ate,
    });
    assert_eq!(reply.json()?, expected);
    Ok(())
}

#[tokio::test]
async fn asks_the_database_nothing_in_a_process_that_never_saw_the_token() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let second = app.restart().await?;
    browser.move_to(&second);
    let before = second.state.db.query_count();
    browser.get("/getSession").await?.expect_ok()?;
    assert_eq!(second.state.db.query_count(), before);
    Ok(())
}

#[tokio::test]
async fn goes_on_while_the_database_is_away() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    app.state.db.close().await;
    browser.get("/getSession").await?.expect_ok()?;
    // What needs the database says so, and clears nothing.
    let reply = browser.refresh().await?;
    assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)));
    assert!(reply.says_nothing_of_the_session());
    Ok(())
}

#[tokio::test]
async fn a_refresh_token_is_not_an_access_token() -> Result<()> {
    let app = TestApp::new().await?;
    let refresh = app.signed_in().await?.refresh_text()?;
    let bearer = Call::get("/getSession").header("authorization", format!("Bearer {refresh}"));
    let cookie = Call::get("/getSession").header("cookie", format!("sAccessToken={refresh}"));
    for call in [bearer, cookie] {
        let reply = app.send(call).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
        assert!(reply.says_nothing_of_the_session());
    }
    Ok(())
}
