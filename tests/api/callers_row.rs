//! The routes of one's sessions and account ask the caller's own row: a session that was revoked,
//! or a token that was left behind, manages nothing, while the access token still verifies.

use anyhow::{Context, Result};
use axum::http::Method;
use backend::account::DEMO_PASSWORD;
use serde_json::json;
use shared::{ErrorType, SessionHandle};
use tests::{Call, Client, TestApp};

fn handle(client: &Client) -> Result<SessionHandle> {
    client.session()?.session_handle().context("a handle")
}

/// Every route below these paths, for this caller and another session of the same user.
fn calls(own: &SessionHandle, other: &SessionHandle) -> Vec<Call> {
    let (data, payload) = (json!({"data": {"a": 1}}), json!({"payload": {"a": 1}}));
    let of_parts = |base: String| {
        let (to_data, to_payload) = (format!("{base}/data"), format!("{base}/payload"));
        [
            Call::get(&to_data),
            Call::put(&to_data).json(&data),
            Call::new(Method::PATCH, &to_data).json(&data),
            Call::get(&to_payload),
            Call::put(&to_payload).json(&payload),
            Call::new(Method::PATCH, &to_payload).json(&payload),
        ]
    };
    let unknown = "71b4ce30-60c8-414f-b534-6815b762de86";
    let mut calls = vec![
        Call::get("/api/account"),
        Call::get("/api/account/export"),
        Call::get("/api/activity"),
        // Needs no session, but what it says of one is the session's own.
        Call::get("/api/tenants"),
        Call::post("/api/tenants/acme/switch"),
        Call::post("/api/tenants/nowhere/switch"),
        Call::get("/api/sessions"),
        Call::get("/api/sessions?tenantId=nowhere"),
        Call::new(Method::DELETE, "/api/sessions"),
        Call::new(Method::DELETE, format!("/api/sessions/{other}")),
        Call::new(Method::DELETE, format!("/api/sessions/{unknown}")),
        Call::post("/api/account/password")
            .json(&json!({"currentPassword": DEMO_PASSWORD, "newPassword": "another correct"})),
        // A session that has ended must not learn here whether a password is right.
        Call::post("/api/account/confirm").json(&json!({"password": DEMO_PASSWORD})),
        Call::post("/api/account/confirm").json(&json!({"password": "wrong"})),
        Call::new(Method::DELETE, "/api/account"),
        Call::new(Method::DELETE, format!("/api/sessions/{own}")),
    ];
    for handle in [own.as_str(), other.as_str(), unknown] {
        calls.extend(of_parts(format!("/api/sessions/{handle}")));
    }
    calls.extend(of_parts("/api/session".to_owned()));
    calls
}

/// The rows of both sessions, as far as these routes can change them.
async fn rows(app: &TestApp) -> Result<Vec<(String, String, i64, i64)>> {
    let query = "SELECT session_data, access_token_payload, confirmed_at, generation \
                 FROM sessions ORDER BY session_handle";
    Ok(sqlx::query_as(query).fetch_all(app.sql()).await?)
}

#[tokio::test]
async fn a_revoked_session_is_unauthorised_at_once_and_changes_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let (revoked, other) = (app.signed_in().await?, app.signed_in().await?);
    let all = calls(&handle(&revoked)?, &handle(&other)?);
    app.state.sessions.revoke_session(&handle(&revoked)?).await?;
    let before = rows(&app).await?;
    for call in all {
        let reply = revoked.clone().send(call.clone()).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{call:?}");
        assert!(reply.clears_everything(), "{call:?}");
    }
    assert_eq!(rows(&app).await?, before);
    // The access token alone still says who it is: that is documented.
    revoked.clone().get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_token_of_two_generations_ago_is_told_to_refresh_and_changes_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut browser, other) = (app.signed_in().await?, app.signed_in().await?);
    let left_behind = browser.clone();
    browser.refresh().await?.expect_ok()?;
    browser.refresh().await?.expect_ok()?;
    let before = rows(&app).await?;
    for call in calls(&handle(&browser)?, &handle(&other)?) {
        let reply = left_behind.clone().send(call.clone()).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)), "{call:?}");
        assert!(reply.says_nothing_of_the_session(), "{call:?}");
    }
    assert_eq!(rows(&app).await?, before);
    left_behind.clone().get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn the_token_of_the_generation_before_still_counts() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut browser, other) = (app.signed_in().await?, app.signed_in().await?);
    let mut slow = browser.clone();
    browser.refresh().await?.expect_ok()?;
    slow.get("/api/sessions").await?.expect_ok()?;
    slow.put_json("/api/session/data", &json!({"data": {"a": 1}})).await?.expect_ok()?;
    slow.get(&format!("/api/sessions/{}/data", handle(&other)?)).await?.expect_ok()?;
    slow.send(Call::new(Method::DELETE, "/api/sessions")).await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn the_callers_row_is_read_in_the_query_that_is_made_anyway() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut browser, other) = (app.signed_in().await?, app.signed_in().await?);
    let by_handle = format!("/api/sessions/{}/data", handle(&other)?);
    // The list needs no row of the caller's, so its check is a query of its own.
    for (path, queries) in [
        ("/api/session/data", 1),
        ("/api/session/payload", 1),
        (by_handle.as_str(), 1),
        ("/api/sessions", 2),
    ] {
        let before = app.state.db.query_count();
        browser.get(path).await?.expect_ok()?;
        assert_eq!(app.state.db.query_count() - before, queries, "{path}");
    }
    Ok(())
}
