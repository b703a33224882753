//! Broken requests over every route: a typed body, a status below 500, and nothing cleared but
//! where the protocol says so.

use anyhow::Result;
use axum::http::Method;
use serde_json::{Value, json};
use shared::ErrorType;
use tests::{Call, Reply, TestApp};

use crate::every_route::every_route;

/// Every reply that is no success says what it is, and never why in our own words.
fn check_body(reply: &Reply, of: &str) {
    assert!(reply.status.is_client_error(), "{of}: {} {}", reply.status, reply.text());
    assert!(reply.error_type().is_some(), "{of}: {}", reply.text());
    let text = reply.text();
    for ours in ["SELECT", "sqlx", ".rs", "panicked", "/work/"] {
        assert!(!text.contains(ours), "{of}: {text}");
    }
}

#[tokio::test]
async fn an_unknown_api_path_is_a_json_404() -> Result<()> {
    let app = TestApp::new().await?;
    for path in ["/api", "/api/nothing", "/auth", "/auth/nothing", "/auth/x/y/z", "/nothing"] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let reply = app.send(Call::new(method.clone(), path)).await?;
            assert_eq!(reply.outcome(), (404, Some(ErrorType::NotFound)), "{method} {path}");
            assert_eq!(reply.header("content-type"), Some("application/json"));
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_known_path_with_another_method_is_405_and_says_which_it_has() -> Result<()> {
    let app = TestApp::new().await?;
    for route in every_route() {
        for method in [Method::TRACE, Method::from_bytes(b"BREW")?] {
            let reply = app.send(Call::new(method.clone(), &route.path)).await?;
            let expected = (405, Some(ErrorType::MethodNotAllowed));
            assert_eq!(reply.outcome(), expected, "{method} {}", &route.path);
            let allowed = reply.header("allow").unwrap_or_default();
            assert!(allowed.contains(route.method.as_str()), "{}: {allowed}", &route.path);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_body_of_another_type_is_415() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    for route in every_route().iter().filter(|route| route.body.is_some()) {
        let body = route.body.clone().unwrap_or_default().to_string();
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
            let call = Call::new(route.method.clone(), &route.path).body(body.clone());
            let call = if kind.is_empty() { call } else { call.header("content-type", kind) };
            let reply = browser.send(call).await?;
            let expected = (415, Some(ErrorType::UnsupportedMediaType));
            assert_eq!(reply.outcome(), expected, "{} {kind}", &route.path);
            assert!(reply.says_nothing_of_the_session());
        }
        let with_charset = "Application/JSON; charset=utf-8";
        let call =
            Call::new(route.method.clone(), &route.path).header("content-type", with_charset);
        let reply = browser.send(call.body("x")).await?;
        assert_eq!(reply.outcome(), (400, Some(ErrorType::BadRequest)), "{}", &route.path);
    }
    Ok(())
}

#[tokio::test]
async fn a_body_over_the_limit_is_413() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    for route in every_route().iter().filter(|route| route.body.is_some()) {
        for size in [1024 * 1024, route.body_limit + 1] {
            let call = Call::new(route.method.clone(), &route.path)
                .header("content-type", "application/json")
                .body(vec![b' '; size]);
            let reply = browser.send(call).await?;
            let expected = (413, Some(ErrorType::PayloadTooLarge));
            assert_eq!(reply.outcome(), expected, "{} {size}", &route.path);
            assert!(reply.says_nothing_of_the_session());
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_malformed_body_is_400_and_changes_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let deep = "[".repeat(10_000);
    let broken = [
        "",
        "{",
        "}",
        "null",
        "1",
        "\"x\"",
        "[]",
        "{}",
        "{\"data\":1,\"text\":1,\"payload\":1}",
        "\u{0}",
        "{\"a\":\"\\ud800\"}",
        &deep,
    ];
    for route in every_route().iter().filter(|route| route.body.is_some()) {
        for body in broken {
            let call = Call::new(route.method.clone(), &route.path)
                .header("content-type", "application/json")
                .body(body);
            let reply = browser.send(call).await?;
            let expected = (400, Some(ErrorType::BadRequest));
            assert_eq!(reply.outcome(), expected, "{} {body:.40}", &route.path);
            assert!(reply.says_nothing_of_the_session());
        }
        let call = Call::new(route.method.clone(), &route.path)
            .header("content-type", "application/json")
            .body(b"{\"text\":\"\xff\xfe\"}".to_vec());
        assert_eq!(browser.send(call).await?.status, 400, "{}", &route.path);
    }
    Ok(())
}

#[tokio::test]
async fn a_missing_or_mistyped_field_is_400() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    for route in every_route() {
        let Some(Value::Object(good)) = &route.body else { continue };
        for name in good.keys() {
            let mut without = good.clone();
            without.remove(name);
            let mut mistyped = good.clone();
            mistyped.insert(name.clone(), json!(17));
            for body in [without, mistyped] {
                let call = Call::new(route.method.clone(), &route.path).json(&Value::Object(body));
                let reply = browser.send(call).await?;
                let expected = (400, Some(ErrorType::BadRequest));
                assert_eq!(reply.outcome(), expected, "{} {name}", &route.path);
            }
        }
    }
    Ok(())
}

const BROKEN_COOKIES: [&[u8]; 9] = [
    b"sAccessToken",
    b"sAccessToken=",
    b"sAccessToken=; sRefreshToken=",
    b"=; ;; =x; sAccessToken=%zz; %=%",
    b"sAccessToken=\xff\xfe\x80; sRefreshToken=\xff",
    b"sAccessToken=\"a.b.c\"; sRefreshToken=\"x\"",
    b"sAccessToken=%00%0d%0aSet-Cookie:x; sRefreshToken=%00",
    b"sAccessToken=a.b.c; sRefreshToken=AAAA",
    b";;;;;;;;,,,,,,==== \t ",
];

const BROKEN_AUTHORIZATIONS: [&[u8]; 12] = [
    b"",
    b"Bearer",
    b"Bearer ",
    b"bearer  \t ",
    b"Bearer a",
    b"Bearer a.b.c",
    b"Bearer ....",
    b"Bearer a b c",
    b"Basic dXNlcjpwYXNz",
    b"Bearer \xff\xfe",
    b"\xff",
    b"Bearer eyJhbGciOiJub25lIn0.e30.",
];

#[tokio::test]
async fn broken_cookies_and_authorizations_are_never_a_fault() -> Result<()> {
    let app = TestApp::new().await?;
    let cookies = BROKEN_COOKIES.iter().map(|value| ("cookie", *value));
    let bearers = BROKEN_AUTHORIZATIONS.iter().map(|value| ("authorization", *value));
    for (name, value) in cookies.chain(bearers) {
        for route in every_route() {
            let reply = app.send(route.call().header("rid", "x").header(name, value)).await?;
            let of = format!("{} {}: {:?}", route.path, name, String::from_utf8_lossy(value));
            if route.needs_session {
                check_body(&reply, &of);
                assert_eq!(reply.status, 401, "{of}");
                assert!(reply.says_nothing_of_the_session(), "{of}");
            } else if route.path == "/auth/session/refresh" {
                check_body(&reply, &of);
                assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{of}");
                assert!(reply.clears_everything(), "{of}");
            } else {
                assert_eq!(reply.status, 200, "{of}: {}", reply.text());
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_refused_request_has_changed_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let before = app.generation().await?;
    for route in every_route().iter().filter(|route| route.needs_session) {
        let reply = app.send(route.call()).await?;
        check_body(&reply, &route.path);
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{}", &route.path);
    }
    assert_eq!((app.generation().await?, app.session_count().await?), (before, 1));
    browser.refresh().await?.expect_ok()?;
    Ok(())
}
