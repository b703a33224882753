//! Which pages of other origins may read what (wire protocol 4.4 and 2.8).

use anyhow::Result;
use axum::Router;
use axum::http::{Method, header};
use axum::middleware::from_fn_with_state;
use axum::response::AppendHeaders;
use axum::routing::post;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use backend::error::Error;
use serde_json::{Map, json};
use session::Session;
use shared::TokenTransfer;
use tests::{Call, Reply, TestApp};

const PAGE: &str = "http://localhost:8080";
const KEYS: [&str; 2] = ["/auth/jwt/jwks.json", "/auth/.well-known/openid-configuration"];

/// Origin, credentials.
fn opened_to(reply: &Reply) -> (Option<&str>, Option<&str>) {
    (reply.header("access-control-allow-origin"), reply.header("access-control-allow-credentials"))
}

fn varies_by_origin(reply: &Reply) -> bool {
    let values = reply.headers.get_all("vary").iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|name| name.trim().eq_ignore_ascii_case("origin"))
}

/// Calls that end in every kind of status.
fn calls() -> Vec<(Call, u16)> {
    let sign_in = json!({"formFields": [
        {"id": "email", "value": DEMO_EMAIL}, {"id": "password", "value": DEMO_PASSWORD},
    ]});
    vec![
        (Call::post("/auth/signin").json(&sign_in), 200),
        (Call::get("/auth/loginmethods"), 200),
        (Call::post("/auth/signin").json(&json!({})), 400),
        (Call::get("/getSession"), 401),
        (Call::post("/auth/session/refresh"), 401),
        (Call::get("/api/nothing"), 404),
        (Call::get("/auth/nowhere/loginmethods"), 404),
        (Call::get("/nothing-here"), 404),
        (Call::new(Method::PUT, "/getSession"), 405),
        (Call::post("/auth/signin").json(&json!("x".repeat(20_000))), 413),
        (Call::post("/auth/signin").body("{}"), 415),
    ]
}

#[tokio::test]
async fn the_page_can_read_every_reply_and_errors_too() -> Result<()> {
    let app = TestApp::new().await?;
    for (call, status) in calls() {
        let reply = app.send(call.header("origin", PAGE)).await?;
        assert_eq!(reply.status, status, "{}", reply.text());
        assert_eq!(opened_to(&reply), (Some(PAGE), Some("true")), "{status}");
        assert!(varies_by_origin(&reply), "{status}");
    }
    Ok(())
}

#[tokio::test]
async fn a_fault_can_be_read_by_the_page() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    sqlx::query("ALTER TABLE sessions RENAME TO away").execute(app.sql()).await?;
    for call in [Call::get("/api/sessions"), Call::post("/auth/session/refresh")] {
        let reply = browser.send(call.header("origin", PAGE)).await?;
        assert_eq!(reply.status, 500);
        assert_eq!(opened_to(&reply), (Some(PAGE), Some("true")));
    }
    Ok(())
}

#[tokio::test]
async fn an_unknown_origin_is_told_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    for origin in [
        "http://evil.test",
        "null",
        "http://localhost:8081",
        "https://localhost:8080",
        "http://localhost:8080.evil.test",
        "http://LOCALHOST:8080",
        "http://localhost:8080/",
        "*",
        "",
    ] {
        for path in ["/getSession", "/api/sessions", "/auth/loginmethods", "/auth/nothing"] {
            let reply = app.send(Call::get(path).header("origin", origin)).await?;
            assert_eq!(reply.header("access-control-allow-origin"), None, "{origin} {path}");
            assert!(varies_by_origin(&reply), "a cache must not hand it to the page: {path}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn without_an_origin_nothing_is_opened_and_caches_are_told() -> Result<()> {
    let app = TestApp::new().await?;
    let reply = app.send(Call::get("/auth/loginmethods")).await?.expect_ok()?;
    assert_eq!(reply.header("access-control-allow-origin"), None);
    assert!(varies_by_origin(&reply));
    Ok(())
}

#[tokio::test]
async fn a_preflight_is_answered_whatever_cookies_and_tokens_come_along() -> Result<()> {
    let app = TestApp::with(&[("CHECK_DATABASE", "true")]).await?;
    let before = app.state.db.query_count();
    for path in ["/getSession", "/api/sessions", "/auth/session/refresh", "/auth/acme/signin"] {
        let call = Call::new(Method::OPTIONS, path)
            .header("origin", PAGE)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "anti-csrf,authorization,content-type,fdi-version,rid,st-auth-mode",
            )
            .header("cookie", "sAccessToken=a; sAccessToken=b; sIdRefreshToken=x")
            .header("authorization", "Bearer x");
        let reply = app.send(call).await?.expect_ok()?;
        assert_eq!(opened_to(&reply), (Some(PAGE), Some("true")), "{path}");
        let allowed = reply.header("access-control-allow-headers").unwrap_or_default();
        for name in ["anti-csrf", "authorization", "content-type", "fdi-version", "rid"] {
            assert!(allowed.split(',').any(|it| it.trim() == name), "{name}: {allowed}");
        }
        assert!(reply.says_nothing_of_the_session() && reply.body.is_empty());
    }
    assert_eq!(app.state.db.query_count(), before);
    Ok(())
}

#[tokio::test]
async fn what_the_script_must_read_is_exposed_and_nothing_else() -> Result<()> {
    let app = TestApp::with(&[("ANTI_CSRF", "via_token")]).await?;
    let mut browser = app.browser();
    let form = json!({"formFields": [
        {"id": "email", "value": DEMO_EMAIL}, {"id": "password", "value": DEMO_PASSWORD},
    ]});
    let reply = browser.send(Call::post("/auth/signin").json(&form).header("origin", PAGE)).await?;
    let exposed: Vec<_> = reply.headers.get_all("access-control-expose-headers").iter().collect();
    assert_eq!(exposed, ["front-token, anti-csrf"]);
    let reply = browser.send(Call::get("/getSession").header("origin", PAGE)).await?;
    assert_eq!(reply.header("access-control-expose-headers"), None);
    Ok(())
}

#[tokio::test]
async fn what_a_route_exposes_itself_stays_and_no_name_comes_twice() -> Result<()> {
    let app = TestApp::new().await?;
    let own = async |session: Session| {
        let update = Map::from_iter([("seen".to_owned(), json!(true))]);
        session.merge_into_access_token_payload(update).await?;
        let expose = header::ACCESS_CONTROL_EXPOSE_HEADERS;
        Ok::<_, Error>(AppendHeaders([(expose.clone(), "Front-Token"), (expose, "x-own,x-other")]))
    };
    let router = Router::new()
        .route("/own", post(own))
        .layer(from_fn_with_state(app.state.transport.clone(), session::axum::layer));
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let call = Call::post("/own").header("authorization", format!("Bearer {token}"));
    let reply = tests::send(router, call).await?.expect_ok()?;
    let exposed: Vec<_> = reply.headers.get_all("access-control-expose-headers").iter().collect();
    assert_eq!(exposed, ["Front-Token, x-own, x-other, st-access-token"]);
    Ok(())
}

#[tokio::test]
async fn the_public_keys_are_for_every_origin_and_need_no_cookie() -> Result<()> {
    let app = TestApp::new().await?;
    for path in KEYS {
        for origin in [PAGE, "http://evil.test", "null"] {
            let call =
                Call::get(path).header("origin", origin).header("sec-fetch-site", "cross-site");
            let reply = app.send(call).await?.expect_ok()?;
            assert_eq!(opened_to(&reply), (Some("*"), None), "{path} {origin}");
            let all = reply.headers.get_all("access-control-allow-origin").iter().count();
            assert_eq!(all, 1, "one origin header");
        }
        let reply = app.send(Call::get(path)).await?.expect_ok()?;
        assert_eq!(opened_to(&reply), (Some("*"), None), "{path}");
    }
    Ok(())
}
