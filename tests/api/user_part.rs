//! What a browser may write of its session: member `user` of the data, claim `user` of the payload,
//! and nothing else (finding A1). GET, PUT and PATCH of /api/session/data and /api/session/payload,
//! and of the same below /api/sessions/{handle}.

use anyhow::{Context, Result};
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use axum::{Json, Router};
use backend::error::Error;
use serde_json::{Map, Value, json};
use session::Session;
use session::axum::Transport;
use shared::ErrorType;
use tests::{Call, Client, TestApp};

/// What an attacker would like a signed token to say, or not to say any more.
fn attack() -> Value {
    json!({
        "role": "admin", "plan": "gold", "aud": "billing", "email": "root@example.com",
        "scope": "all", "jti": "1", "azp": "x", "iss": null, "suspended": null, "st-role": null,
        "sub": "root", "exp": i64::MAX, "user": {"role": "admin"},
        "st-ev": {"v": true, "t": i64::MAX},
    })
}

/// Every route that writes, with the name of its body's member.
fn writes(handle: &str) -> Vec<(Method, String, &'static str)> {
    let mut all = Vec::new();
    for base in ["/api/session".to_owned(), format!("/api/sessions/{handle}")] {
        for member in ["data", "payload"] {
            for method in [Method::PUT, Method::PATCH] {
                all.push((method, format!("{base}/{member}"), member));
            }
        }
    }
    all
}

/// The stored data and payload.
async fn stored(app: &TestApp) -> Result<(Value, Value)> {
    let row: (String, String) =
        sqlx::query_as("SELECT session_data, access_token_payload FROM sessions")
            .fetch_one(app.sql())
            .await?;
    Ok((serde_json::from_str(&row.0)?, serde_json::from_str(&row.1)?))
}

fn without_user(object: &Value) -> Value {
    let mut object = object.clone();
    object.as_object_mut().map(|object| object.remove("user"));
    object
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// A browser whose session has data and claims of the server's.
async fn with_server_words(app: &TestApp) -> Result<(Client, String)> {
    let mut browser = app.signed_in().await?;
    let handle = browser.session()?.session_handle().context("a handle")?;
    let sessions = &app.state.sessions;
    let claims = json!({"role": "reader", "suspended": true, "st-role": {"v": ["reader"], "t": 1}});
    sessions.merge_into_access_token_payload(&handle, &object(&claims)).await?;
    let data = object(&json!({"credit": 5, "secret": "only the server reads this"}));
    sessions.update_session_data_in_database(&handle, data).await?;
    browser.refresh().await?.expect_ok()?;
    Ok((browser, handle.to_string()))
}

#[tokio::test]
async fn no_route_writes_anything_but_the_users_part() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut browser, handle) = with_server_words(&app).await?;
    let (data, payload) = stored(&app).await?;
    for (method, path, member) in writes(&handle) {
        let call = Call::new(method.clone(), &path).json(&json!({ member: attack() }));
        browser.send(call).await?.expect_ok()?;
        let (data_now, payload_now) = stored(&app).await?;
        assert_eq!(without_user(&data_now), data, "{method} {path}");
        assert_eq!(without_user(&payload_now), payload, "{method} {path}");
        app.pass_seconds(1);
        browser.refresh().await?.expect_ok()?;
        let up = browser.session()?.up;
        for (name, value) in payload.as_object().context("an object")? {
            assert_eq!(up.get(name), Some(value), "{method} {path}: {name}");
        }
        for name in ["plan", "aud", "email", "scope", "jti", "azp", "st-ev"] {
            assert_eq!(up.get(name), None, "{method} {path}: {name}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_route_shows_anything_but_the_users_part() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut browser, handle) = with_server_words(&app).await?;
    for base in ["/api/session".to_owned(), format!("/api/sessions/{handle}")] {
        for member in ["data", "payload"] {
            let path = format!("{base}/{member}");
            let reply = browser.get(&path).await?.expect_ok()?.json()?;
            assert_eq!(reply, json!({ member: {} }), "{path}");
        }
    }
    for (method, path, member) in writes(&handle) {
        let call = Call::new(method.clone(), &path).json(&json!({ member: {"a": 1} }));
        let reply = browser.send(call).await?.expect_ok()?.json()?;
        assert_eq!(reply, json!({ member: {"a": 1} }), "{method} {path}");
    }
    Ok(())
}

#[tokio::test]
async fn both_families_replace_by_put_and_merge_by_patch() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut browser, handle) = with_server_words(&app).await?;
    for base in ["/api/session".to_owned(), format!("/api/sessions/{handle}")] {
        for member in ["data", "payload"] {
            let path = format!("{base}/{member}");
            let steps = [
                (Method::PUT, json!({"a": {"x": 1}, "b": 1}), json!({"a": {"x": 1}, "b": 1})),
                (Method::PATCH, json!({"a": {"y": 2}, "b": null}), json!({"a": {"y": 2}})),
                (Method::PATCH, json!({"never": null}), json!({"a": {"y": 2}})),
                (Method::PUT, json!({"c": null}), json!({"c": null})),
                (Method::PUT, json!({}), json!({})),
            ];
            for (method, sent, expected) in steps {
                let call = Call::new(method.clone(), &path).json(&json!({ member: sent }));
                let reply = browser.send(call).await?.expect_ok()?.json()?;
                assert_eq!(reply, json!({ member: expected }), "{method} {path}");
                // By handle, the token shows it after the next refresh.
                app.pass_seconds(1);
                browser.refresh().await?.expect_ok()?;
                let shown = browser.get(&path).await?.expect_ok()?.json()?;
                assert_eq!(shown, json!({ member: expected }), "{method} {path}");
                if member == "payload" {
                    assert_eq!(browser.session()?.up["user"], expected, "{method} {path}");
                }
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_users_part_is_absent_until_it_is_first_written() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    for path in ["/api/session/data", "/api/session/payload"] {
        browser.get(path).await?.expect_ok()?;
    }
    browser.refresh().await?.expect_ok()?;
    let (data, payload) = stored(&app).await?;
    assert_eq!((data.get("user"), payload.get("user")), (None, None));
    assert_eq!(browser.session()?.up.get("user"), None);
    Ok(())
}

#[tokio::test]
async fn a_body_that_holds_no_object_is_400_and_changes_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut browser, handle) = with_server_words(&app).await?;
    let before = stored(&app).await?;
    for (method, path, member) in writes(&handle) {
        for body in [json!({}), json!([]), json!({ member: null }), json!({ member: [1] })] {
            let call = Call::new(method.clone(), &path).json(&body);
            let reply = browser.send(call).await?;
            assert_eq!(reply.outcome(), (400, Some(ErrorType::BadRequest)), "{method} {path}");
        }
    }
    assert_eq!(stored(&app).await?, before);
    Ok(())
}

async fn speak_for_the_server(session: Session) -> Result<Json<Map<String, Value>>, Error> {
    let claims = json!({
        "aud": "billing", "jti": "1", "azp": "latchkey", "scope": "read", "role": "admin",
    });
    session.merge_into_access_token_payload(object(&claims)).await?;
    session.update_session_data_in_database(object(&json!({"credit": 7}))).await?;
    Ok(Json(session.get_access_token_payload()))
}

#[tokio::test]
async fn a_handler_sets_audience_scope_and_claims_of_its_own() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let config = app.state.config.transport.clone();
    let transport = Transport::new(app.state.sessions.clone(), config);
    let router = Router::new()
        .route("/speak", post(speak_for_the_server))
        .layer(from_fn_with_state(transport, session::axum::layer));
    let cookie = format!("sAccessToken={}", browser.access()?);
    let call = Call::post("/speak").header("rid", "x").header("cookie", cookie);
    let reply = tests::send(router, call).await?.expect_ok()?;
    let up = reply.front_token()?.up;
    for (name, value) in [
        ("aud", "billing"),
        ("jti", "1"),
        ("azp", "latchkey"),
        ("scope", "read"),
        ("role", "admin"),
    ] {
        assert_eq!(up[name], value);
        assert_eq!(reply.json()?[name], value);
    }
    // And the browser's own words stand beside them, not over them.
    let words = json!({"payload": {"role": "root", "aud": null}});
    browser
        .send(Call::new(Method::PATCH, "/api/session/payload").json(&words))
        .await?
        .expect_ok()?;
    let up = browser.session()?.up;
    assert_eq!((&up["role"], &up["aud"]), (&json!("admin"), &json!("billing")));
    assert_eq!(up["user"], json!({"role": "root"}));
    browser.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn concurrent_writes_of_the_users_part_lose_nothing_of_each_other_or_of_the_servers()
-> Result<()> {
    let app = TestApp::new().await?;
    let client = app.signed_in().await?;
    let handle = client.session()?.session_handle().context("a handle")?;
    let second = app.restart().await?;
    let writes = (0..6).flat_map(|n| ["data", "payload"].map(|member| (n, member)));
    let of_browser = writes.map(|(n, member)| {
        let mut tab = client.clone();
        tab.move_to(if n % 2 == 0 { &app } else { &second });
        let body = json!({ member: { format!("k{n}"): n } });
        let call = Call::new(Method::PATCH, format!("/api/session/{member}")).json(&body);
        async move { tab.send(call).await?.expect_ok() }
    });
    let of_server = object(&json!({"role": "editor"}));
    let (replies, merged) = tokio::join!(
        futures_util::future::join_all(of_browser),
        app.state.sessions.merge_into_access_token_payload(&handle, &of_server),
    );
    for reply in replies {
        reply?;
    }
    assert!(merged?);
    let (data, payload) = stored(&app).await?;
    for n in 0..6 {
        let name = format!("k{n}");
        assert_eq!((&data["user"][&name], &payload["user"][&name]), (&json!(n), &json!(n)));
    }
    assert_eq!(payload["role"], "editor");
    Ok(())
}

#[tokio::test]
async fn what_is_too_large_is_refused_in_both_families_and_not_stored_in_part() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut browser, handle) = with_server_words(&app).await?;
    let before = stored(&app).await?;
    for (method, path, member) in writes(&handle) {
        let (len, refusal) = match member {
            "data" => (16 * 1024, (413, Some(ErrorType::PayloadTooLarge))),
            _ => (4_096, (400, Some(ErrorType::BadRequest))),
        };
        let body = json!({ member: {"small": 1, "big": "x".repeat(len)} });
        let reply = browser.send(Call::new(method.clone(), &path).json(&body)).await?;
        assert_eq!(reply.outcome(), refusal, "{method} {path}");
        assert!(reply.says_nothing_of_the_session());
    }
    assert_eq!(stored(&app).await?, before);
    Ok(())
}
