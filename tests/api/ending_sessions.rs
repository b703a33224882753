//! DELETE /api/sessions and /api/sessions/{handle}: whose, when, and what the reply gives away.

use std::time::Duration;

use anyhow::{Context, Result};
use axum::http::Method;
use serde_json::{Value, json};
use session::NewSession;
use shared::{ErrorType, SessionHandle, TokenTransfer};
use tests::{Call, Client, PASSWORD, TestApp};

const UNKNOWN: &str = "71b4ce30-60c8-414f-b534-6815b762de86";
const QUARTER: Duration = Duration::from_mins(15);

fn handle(client: &Client) -> Result<SessionHandle> {
    client.session()?.session_handle().context("a handle")
}

fn delete(path: &str) -> Call {
    Call::new(Method::DELETE, format!("/api/sessions{path}"))
}

/// A session of the client's user in a tenant.
async fn another(app: &TestApp, client: &Client, tenant: &str) -> Result<SessionHandle> {
    let new = NewSession::of(client.session()?.uid, tenant.parse()?);
    let tokens = app.state.sessions.create_new_session(new).await?;
    Ok(tokens.access_token.claims.session_handle.clone())
}

async fn is_live(app: &TestApp, handle: &SessionHandle) -> Result<bool> {
    Ok(app.state.sessions.get_session_information(handle).await?.is_some())
}

#[tokio::test]
async fn ending_all_others_keeps_this_one_and_spares_no_tenant() -> Result<()> {
    let app = TestApp::new().await?;
    let mut ada = app.browser();
    ada.sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    let mut browser = app.signed_in().await?;
    let mut others = Vec::new();
    for tenant in ["public", "acme", "globex"] {
        others.push(another(&app, &browser, tenant).await?);
    }
    let expired = another(&app, &browser, "acme").await?;
    sqlx::query("UPDATE sessions SET expires_at = $1 WHERE session_handle = $2")
        .bind(app.now().as_millis())
        .bind(expired.as_str())
        .execute(app.sql())
        .await?;
    let reply = browser.send(delete("")).await?.expect_ok()?;
    assert!(reply.says_nothing_of_the_session());
    let mut revoked: Vec<SessionHandle> = serde_json::from_value(reply.json()?["revoked"].clone())?;
    revoked.sort();
    others.sort();
    assert_eq!(revoked, others, "those that were live");
    browser.refresh().await?.expect_ok()?;
    ada.refresh().await?.expect_ok()?;
    assert_eq!(app.session_count().await?, 2);
    let again = browser.send(delete("")).await?.expect_ok()?;
    assert_eq!(again.json()?, json!({"revoked": []}));
    Ok(())
}

#[tokio::test]
async fn a_sign_in_counts_as_recent_for_fifteen_minutes_to_the_millisecond() -> Result<()> {
    for one in [false, true] {
        let app = TestApp::new().await?;
        let mut browser = app.signed_in().await?;
        let first = another(&app, &browser, "public").await?;
        let second = another(&app, &browser, "public").await?;
        let call = |handle: &SessionHandle| {
            delete(&if one { format!("/{handle}") } else { String::new() })
        };
        app.pass(QUARTER);
        let reply = browser.send(call(&first)).await?.expect_ok()?;
        assert!(reply.json()?["revoked"].as_array().context("a list")?.contains(&json!(first)));
        app.clock.advance(Duration::from_millis(1));
        let third = another(&app, &browser, "public").await?;
        for victim in [&second, &third] {
            let reply = browser.send(call(victim)).await?;
            assert_eq!(reply.outcome(), (403, Some(ErrorType::Reauthenticate)));
            assert!(reply.says_nothing_of_the_session());
        }
        assert!(is_live(&app, &third).await?);
        assert_eq!(is_live(&app, &second).await?, one);
    }
    Ok(())
}

/// A clock that was set back, or a row that was tampered with: it would be recent for ever.
#[tokio::test]
async fn a_confirmation_from_the_future_is_not_recent_but_for_the_difference_of_two_clocks()
-> Result<()> {
    let leeway = Duration::from_secs(30);
    let more = leeway + Duration::from_millis(1);
    for (ahead, expected) in [(leeway, 200), (more, 403), (QUARTER, 403)] {
        let app = TestApp::new().await?;
        let mut browser = app.signed_in().await?;
        sqlx::query("UPDATE sessions SET confirmed_at = $1")
            .bind((app.now() + ahead).as_millis())
            .execute(app.sql())
            .await?;
        assert_eq!(browser.send(delete("")).await?.status, expected, "{ahead:?} ahead");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_the_callers_is_not_found_and_all_of_it_looks_alike() -> Result<()> {
    let app = TestApp::new().await?;
    let mut ada = app.browser();
    ada.sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    let foreign = handle(&ada)?;
    let mut browser = app.signed_in().await?;
    let expired = another(&app, &browser, "public").await?;
    sqlx::query("UPDATE sessions SET expires_at = $1 WHERE session_handle = $2")
        .bind(app.now().as_millis())
        .bind(expired.as_str())
        .execute(app.sql())
        .await?;
    let (data, payload) = (json!({"data": {"x": 1}}), json!({"payload": {"x": 1}}));
    let calls = |handle: &str| {
        [
            delete(&format!("/{handle}")),
            Call::get(format!("/api/sessions/{handle}/data")),
            Call::put(format!("/api/sessions/{handle}/data")).json(&data),
            Call::get(format!("/api/sessions/{handle}/payload")),
            Call::put(format!("/api/sessions/{handle}/payload")).json(&payload),
            Call::new(Method::PATCH, format!("/api/sessions/{handle}/data")).json(&data),
            Call::new(Method::PATCH, format!("/api/sessions/{handle}/payload")).json(&payload),
        ]
    };
    let upper = handle(&browser)?.as_str().to_uppercase();
    let too_long = "x".repeat(129);
    // With a recent sign-in and without one.
    for _ in 0..2 {
        for victim in [
            foreign.as_str(),
            expired.as_str(),
            &upper,
            &too_long,
            "%00",
            "%0A",
            "%FF",
            "%C3%28",
            "a%2Fb",
            "%2e%2e",
        ] {
            for (call, reference) in calls(victim).into_iter().zip(calls(UNKNOWN)) {
                let (found, expected) = (browser.send(call).await?, browser.send(reference).await?);
                assert_eq!(found.outcome(), (404, Some(ErrorType::NotFound)), "{victim}");
                assert_eq!(found.body, expected.body, "{victim}");
                assert_eq!(found.headers, expected.headers, "{victim}");
            }
        }
        app.pass(QUARTER + Duration::from_secs(1));
    }
    assert!(is_live(&app, &foreign).await?);
    Ok(())
}

#[tokio::test]
async fn ending_the_own_one_clears_where_its_tokens_are() -> Result<()> {
    for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
        let app = TestApp::new().await?;
        let mut client = app.signed_in_by(mode).await?;
        app.pass(QUARTER + Duration::from_secs(1));
        let own = handle(&client)?;
        let reply = client.send(delete(&format!("/{own}"))).await?.expect_ok()?;
        assert_eq!(reply.json()?, json!({"revoked": [own]}));
        assert_eq!(reply.header("front-token"), Some("remove"));
        let empty = (mode == TokenTransfer::Header).then_some("");
        assert_eq!(reply.header("st-access-token"), empty);
        assert_eq!(reply.header("st-refresh-token"), empty);
        let cleared = reply.set_cookies();
        assert_eq!(cleared.len(), if mode == TokenTransfer::Cookie { 2 } else { 0 });
        assert!(cleared.iter().all(|cookie| cookie.value().is_empty()));
        assert_eq!(app.session_count().await?, 0);
    }
    Ok(())
}

#[tokio::test]
async fn ending_another_one_ends_it_once_and_leaves_the_caller_alone() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut here, mut there) = (app.signed_in().await?, app.signed_in().await?);
    let path = format!("/{}", handle(&there)?);
    let reply = here.send(delete(&path)).await?.expect_ok()?;
    assert!(reply.says_nothing_of_the_session());
    assert_eq!(reply.json()?, json!({"revoked": [handle(&there)?]}));
    assert_eq!(here.send(delete(&path)).await?.outcome(), (404, Some(ErrorType::NotFound)));
    assert_eq!(there.refresh().await?.outcome(), (401, Some(ErrorType::Unauthorised)));
    here.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_revoked_callers_access_token_ends_nothing_and_is_cleared() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut thief, owner) = (app.signed_in().await?, app.signed_in().await?);
    app.state.sessions.revoke_session(&handle(&thief)?).await?;
    for path in [String::new(), format!("/{}", handle(&owner)?)] {
        let reply = thief.clone().send(delete(&path)).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{path}");
        assert!(reply.clears_everything());
    }
    let confirm = json!({"password": backend::account::DEMO_PASSWORD});
    let reply = thief.post_json("/api/account/confirm", &confirm).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    assert!(is_live(&app, &handle(&owner)?).await?);
    Ok(())
}

#[tokio::test]
async fn ending_needs_the_anti_csrf_proof() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut here, there) = (app.signed_in().await?, app.signed_in().await?);
    for path in [String::new(), format!("/{}", handle(&there)?), format!("/{}", handle(&here)?)] {
        let reply = here.send(delete(&path).without("rid")).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)), "{path}");
    }
    assert_eq!(app.session_count().await?, 2);
    Ok(())
}

#[tokio::test]
async fn two_sessions_that_end_each_others_at_once_leave_one_at_most() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut one, mut other) = (app.signed_in().await?, app.signed_in().await?);
    let (first, second) = tokio::join!(one.send(delete("")), other.send(delete("")));
    let statuses = [first?.status.as_u16(), second?.status.as_u16()];
    assert!(statuses.contains(&200) && statuses.iter().all(|s| [200, 401].contains(s)));
    assert!(app.session_count().await? <= 1);
    Ok(())
}

#[tokio::test]
async fn data_by_handle_keeps_to_its_limit_and_its_session() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut here, mut there) = (app.signed_in().await?, app.signed_in().await?);
    let path = format!("/api/sessions/{}", handle(&there)?);
    here.put_json(&format!("{path}/data"), &json!({"data": {"a": 1}})).await?.expect_ok()?;
    here.put_json(&format!("{path}/data"), &json!({"data": {"b": 2}})).await?.expect_ok()?;
    let too_much = json!({"data": {"t": "x".repeat(16 * 1024)}});
    let reply = here.put_json(&format!("{path}/data"), &too_much).await?;
    assert_eq!(reply.outcome(), (413, Some(ErrorType::PayloadTooLarge)));
    assert_eq!(there.get("/api/session/data").await?.json()?, json!({"data": {"b": 2}}));
    assert_eq!(here.get("/api/session/data").await?.json()?, json!({"data": {}}));
    let part = json!({"payload": {"ok": 1}});
    here.put_json(&format!("{path}/payload"), &part).await?.expect_ok()?;
    let too_much = json!({"payload": {"big": "x".repeat(5000)}});
    let reply = here.put_json(&format!("{path}/payload"), &too_much).await?;
    assert_eq!(reply.outcome(), (400, Some(ErrorType::BadRequest)));
    let kept: Value = here.get(&format!("{path}/payload")).await?.expect_ok()?.json()?;
    assert_eq!(kept, part);
    Ok(())
}

#[tokio::test]
async fn a_slash_at_the_end_is_an_empty_handle_and_not_all_the_others() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    another(&app, &browser, "public").await?;
    for path in ["/", "//"] {
        let reply = browser.send(delete(path)).await?;
        assert_eq!(reply.outcome(), (404, Some(ErrorType::NotFound)), "{path}");
    }
    assert_eq!(app.session_count().await?, 2);
    // To read it does not count, here as elsewhere.
    browser.get("/api/sessions/").await?.expect_ok()?;
    Ok(())
}
