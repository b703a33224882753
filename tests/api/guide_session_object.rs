//! The example of SuperTokens' session object, `testSessionAPI`, in both generations of its names:
//! a handler that takes the session of its request, changes its data and ends it.

use anyhow::{Context, Result};
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use backend::error::Error;
use serde_json::{Map, Value, json};
use session::axum::RequestSession;
use session::{Session, SessionError};
use shared::{ErrorType, TokenTransfer};
use tests::{Call, Client, TestApp};

const PATHS: [&str; 2] = ["/test-session", "/test-session-older"];

/// With the names of today.
async fn test_session_api(request: RequestSession) -> Result<Response, Error> {
    let session = request.get_session(true).await?;
    let data = match add_to_data(&session).await {
        Ok(data) => data,
        Err(error) => return Ok(say(&error)),
    };
    end(&session, session.get_access_token_payload(), data).await
}

async fn add_to_data(session: &Session) -> Result<Object, SessionError> {
    let mut data = session.get_session_data().await?;
    data.insert("newKey".to_owned(), json!("newVal"));
    session.update_session_data(data).await?;
    session.get_session_data().await
}

/// With the names of the first generation.
async fn test_session_api_older(request: RequestSession) -> Result<Response, Error> {
    let session = request.get_session(true).await?;
    let data = match add_to_info(&session).await {
        Ok(data) => data,
        Err(error) => return Ok(say(&error)),
    };
    end(&session, session.get_jwt_payload(), data).await
}

async fn add_to_info(session: &Session) -> Result<Object, SessionError> {
    let mut info = session.get_session_info().await?;
    info.insert("newKey".to_owned(), json!("newVal"));
    session.update_session_info(info).await?;
    session.get_session_info().await
}

type Object = Map<String, Value>;

/// Ends the session, and says what there was.
async fn end(session: &Session, payload: Object, data: Object) -> Result<Response, Error> {
    let (user, tenant) = (session.get_user_id(), session.get_tenant_id());
    session.revoke_session().await?;
    let seen = json!({ "userId": user, "tenantId": tenant, "payload": payload, "data": data });
    Ok(axum::Json(seen).into_response())
}

/// An error in the handler's own words, with statuses of its own.
fn say(error: &SessionError) -> Response {
    let (status, words) = match error.error_type() {
        ErrorType::GeneralError => (500, "Something went wrong"),
        _ => (440, "Session expired!"),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, words).into_response()
}

/// The switch off: for a caller that proves nothing.
async fn unchecked(request: RequestSession) -> Result<String, Error> {
    Ok(request.get_session(false).await?.get_user_id().to_string())
}

/// The whole application, with the handlers in front of it.
fn router(app: &TestApp) -> Router {
    Router::new()
        .route(PATHS[0], any(test_session_api))
        .route(PATHS[1], any(test_session_api_older))
        .route("/unchecked", post(unchecked))
        .layer(from_fn_with_state(app.state.transport.clone(), session::axum::layer))
        .fallback_service(app.router())
}

async fn store(app: &TestApp, client: &Client, name: &str, value: Value) -> Result<()> {
    let handle = client.session()?.session_handle().context("a handle")?;
    let data = Object::from_iter([(name.to_owned(), value)]);
    assert!(app.state.sessions.update_session_data_in_database(&handle, data).await?);
    Ok(())
}

#[tokio::test]
async fn the_example_reads_and_changes_its_data_and_ends_the_session() -> Result<()> {
    let app = TestApp::new().await?;
    for (path, mode) in PATHS.into_iter().zip([TokenTransfer::Cookie, TokenTransfer::Header]) {
        let mut client = app.signed_in_by(mode).await?;
        store(&app, &client, "theme", json!("dark")).await?;
        let known = client.session()?;
        let reply = client.send_to(router(&app), Call::post(path)).await?.expect_ok()?;
        let expected = json!({
            "userId": known.uid, "tenantId": "public", "payload": known.up,
            "data": {"theme": "dark", "newKey": "newVal"},
        });
        assert_eq!(reply.json()?, expected, "{path}");
        assert_eq!(reply.header("front-token"), Some("remove"));
        assert!(client.jar.is_empty() && client.access_token.is_none());
        assert_eq!(app.session_count().await?, 0);
        let reply = client.send_to(router(&app), Call::post(path)).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    }
    Ok(())
}

#[tokio::test]
async fn a_session_that_is_gone_and_a_fault_are_told_apart() -> Result<()> {
    let app = TestApp::new().await?;
    let browser = app.signed_in().await?;
    let changes = ["DELETE FROM sessions", "ALTER TABLE sessions RENAME TO away"];
    let expected = [(440, "Session expired!"), (500, "Something went wrong")];
    for (change, (status, text)) in changes.into_iter().zip(expected) {
        sqlx::query(change).execute(app.sql()).await?;
        for path in PATHS {
            let reply = browser.clone().send_to(router(&app), Call::post(path)).await?;
            assert_eq!((reply.status.as_u16(), reply.text().as_str()), (status, text), "{path}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn each_call_switches_the_anti_csrf_check_on_or_off() -> Result<()> {
    for mode in ["via_custom_header", "via_token"] {
        let app = TestApp::with(&[("ANTI_CSRF", mode)]).await?;
        let mut browser = app.signed_in().await?;
        let refresh = (401, Some(ErrorType::TryRefreshToken));
        // On for a GET, too, which is not checked otherwise.
        for call in [Call::post(PATHS[0]), Call::get(PATHS[0])] {
            let unproven = call.without("rid").without("anti-csrf");
            assert_eq!(browser.send_to(router(&app), unproven).await?.outcome(), refresh, "{mode}");
        }
        let unproven = Call::post("/unchecked").without("rid").without("anti-csrf");
        let reply = browser.send_to(router(&app), unproven).await?.expect_ok()?;
        assert_eq!(reply.text(), browser.session()?.uid.as_str());
    }
    Ok(())
}
