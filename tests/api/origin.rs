//! Whose pages may change state (security rule 6.1), and which hosts are answered.

use anyhow::Result;
use shared::ErrorType;
use tests::{Call, TestApp};

use crate::every_route::every_route;

/// Origin, Sec-Fetch-Site, allowed.
type Case = (Option<&'static str>, Option<&'static str>, bool);

const CASES: [Case; 22] = [
    (None, None, true),
    (None, Some("same-origin"), true),
    (None, Some("same-site"), false),
    (None, Some("cross-site"), false),
    (None, Some("none"), false),
    (None, Some(""), false),
    (Some("http://localhost:8080"), None, true),
    (Some("http://127.0.0.1:8080"), None, true),
    (Some("http://localhost:8080"), Some("cross-site"), true),
    (Some("http://localhost:8080"), Some("same-site"), true),
    (Some("http://evil.test"), Some("same-origin"), false),
    (Some("http://evil.test"), None, false),
    (Some("http://evil.test"), Some("same-site"), false),
    (Some("http://evil.test"), Some("none"), false),
    (Some("https://localhost:8080"), None, false),
    (Some("http://localhost:8081"), None, false),
    (Some("http://localhost"), None, false),
    (Some("http://localhost:8080/"), None, false),
    (Some("http://LOCALHOST:8080"), None, false),
    (Some("http://localhost:8080.evil.test"), None, false),
    (Some("null"), None, false),
    (Some(""), None, false),
];

fn with(call: Call, (origin, site, _): Case) -> Call {
    let call = match origin {
        Some(origin) => call.header("origin", origin),
        None => call,
    };
    match site {
        Some(site) => call.header("sec-fetch-site", site),
        None => call,
    }
}

#[tokio::test]
async fn decides_before_any_session_logic_and_clears_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    for route in every_route().iter().filter(|route| route.changes_state()) {
        for case in CASES {
            let reply = app.send(with(route.call(), case)).await?;
            let refused = reply.outcome() == (403, Some(ErrorType::OriginRefused));
            assert_eq!(refused, !case.2, "{} {case:?}: {}", route.path, reply.text());
            if refused {
                assert!(reply.says_nothing_of_the_session(), "{} {case:?}", &route.path);
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_refused_page_signs_nobody_out() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    for path in ["/auth/signout", "/auth/session/refresh"] {
        let call = Call::post(path).header("origin", "http://evil.test");
        assert_eq!(browser.send(call).await?.status, 403);
    }
    assert_eq!((app.session_count().await?, app.generation().await?), (1, 0));
    browser.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn reading_is_not_changing() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    for path in ["/getSession", "/api/session/data", "/api/sessions"] {
        let call = Call::get(path).header("origin", "http://evil.test");
        let reply = browser.send(call.header("sec-fetch-site", "cross-site")).await?.expect_ok()?;
        // And the page cannot see the answer.
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
    Ok(())
}

#[tokio::test]
async fn further_origins_of_any_scheme_may_be_allowed() -> Result<()> {
    let origins = "https://app.example.com,tauri://localhost,https://b.example:8443";
    let app = TestApp::with(&[("ALLOWED_ORIGINS", origins)]).await?;
    for (origin, status) in [
        ("https://app.example.com", 401),
        ("tauri://localhost", 401),
        ("https://b.example:8443", 401),
        ("http://app.example.com", 403),
        ("https://b.example", 403),
        ("https://x.app.example.com", 403),
    ] {
        let reply = app.send(Call::post("/auth/signout").header("origin", origin)).await?;
        assert_eq!(reply.status, status, "{origin}");
    }
    Ok(())
}

#[tokio::test]
async fn preflights_are_answered_before_the_check_and_name_exact_origins() -> Result<()> {
    let app = TestApp::new().await?;
    for (origin, allowed) in [
        ("http://localhost:8080", Some("http://localhost:8080")),
        ("http://evil.test", None),
        ("null", None),
    ] {
        for route in every_route().iter().filter(|route| route.changes_state()) {
            let call = Call::new(axum::http::Method::OPTIONS, &route.path)
                .header("origin", origin)
                .header("sec-fetch-site", "cross-site")
                .header("access-control-request-method", route.method.as_str())
                .header("access-control-request-headers", "rid,st-auth-mode,content-type");
            let reply = app.send(call).await?;
            assert!(reply.status.is_success(), "{} {}", route.path, reply.status);
            assert_eq!(reply.header("access-control-allow-origin"), allowed, "{}", &route.path);
            let methods = reply.header("access-control-allow-methods").unwrap_or_default();
            assert!(methods.contains(route.method.as_str()), "{methods}");
            let vary = reply.header("vary").unwrap_or_default().to_lowercase();
            assert!(vary.contains("origin"), "{vary}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn errors_can_be_read_by_the_page_that_may_call() -> Result<()> {
    let app = TestApp::new().await?;
    for call in [Call::get("/getSession"), Call::post("/auth/session/refresh")] {
        let reply = app.send(call.header("origin", "http://localhost:8080")).await?;
        assert_eq!(reply.status, 401);
        let origin = reply.header("access-control-allow-origin");
        assert_eq!(origin, Some("http://localhost:8080"));
        assert_eq!(reply.header("access-control-allow-credentials"), Some("true"));
    }
    Ok(())
}

#[tokio::test]
async fn in_development_only_this_machines_names_are_answered() -> Result<()> {
    let app = TestApp::with(&[("API_DOMAIN", "http://app.localhost:3000")]).await?;
    for host in [
        "localhost",
        "localhost:3000",
        "app.localhost:3000",
        "127.0.0.1:3000",
        "[::1]:3000",
        "127.1.2.3",
    ] {
        let reply = app.send(Call::get("/healthz").header("host", host)).await?;
        assert_eq!(reply.status, 200, "{host}");
    }
    let foreign =
        ["evil.test", "localhost.evil.test", "127.0.0.1.evil.test", "10.0.0.1", "", "a b"];
    for host in foreign {
        for route in every_route() {
            let reply = app.send(route.call().header("host", host)).await?;
            let expected = (421, Some(ErrorType::MisdirectedRequest));
            assert_eq!(reply.outcome(), expected, "{host} {}", &route.path);
            assert!(reply.says_nothing_of_the_session());
        }
    }
    let reply = app.send(Call::get("/healthz").header("host", "\u{e4}")).await?;
    assert_eq!(reply.status, 421, "no readable host");
    Ok(())
}

#[tokio::test]
async fn on_a_network_that_is_known_every_name_is_answered() -> Result<()> {
    let app = TestApp::with(&[("ALLOW_LAN", "true")]).await?;
    let reply = app.send(Call::get("/healthz").header("host", "laptop.local")).await?;
    assert_eq!(reply.status, 200);
    Ok(())
}

#[tokio::test]
async fn a_host_that_a_proxy_passes_on_must_be_this_machine_too() -> Result<()> {
    let app = TestApp::new().await?;
    let lan = app.restart_with(&[("ALLOW_LAN", "true")]).await?;
    for (header, value, status) in [
        ("x-forwarded-host", "localhost:8080", 200),
        ("x-forwarded-host", "localhost:8080, 127.0.0.1", 200),
        ("x-forwarded-host", "evil.test", 421),
        ("x-forwarded-host", "localhost:8080, evil.test", 421),
        ("x-forwarded-host", "x.tunnel.example, localhost:8080", 421),
        ("x-forwarded-host", "localhost.evil.test", 421),
        ("x-forwarded-host", "192.168.1.2", 421),
        ("x-forwarded-host", "", 421),
        ("forwarded", "for=192.0.2.1;host=localhost:8080;proto=http", 200),
        ("forwarded", "for=192.0.2.1", 200),
        ("forwarded", "for=192.0.2.1;host=evil.test", 421),
        ("forwarded", "host=localhost, for=x;Host=\"evil.test:443\"", 421),
    ] {
        for call in [Call::get("/healthz"), Call::get("/auth/loginmethods")] {
            let call = call.header(header, value);
            let reply = app.send(call.clone()).await?;
            assert_eq!(reply.status, status, "{header}: {value}");
            if status == 421 {
                assert_eq!(reply.error_type(), Some(ErrorType::MisdirectedRequest));
                for word in ["ALLOW_LAN=true", "tunnel", "remote container"] {
                    assert!(reply.text().contains(word), "{}", reply.text());
                }
            }
            assert_eq!(lan.send(call).await?.status, 200, "{header}: {value}, ALLOW_LAN");
        }
    }
    // In a second line it counts as in the first.
    let call = Call::get("/healthz").header("x-forwarded-host", "localhost");
    let call = call.header("x-forwarded-host", "evil.test");
    assert_eq!(app.send(call).await?.status, 421);
    Ok(())
}

#[tokio::test]
async fn a_foreign_origin_is_refused_in_development_whatever_the_browser_calls_it() -> Result<()> {
    let app = TestApp::with(&[("ALLOWED_ORIGINS", "https://app.example.com")]).await?;
    let lan = app.restart_with(&[("ALLOW_LAN", "true")]).await?;
    for (origin, status) in [
        ("https://x.tunnel.example", 403),
        ("null", 403),
        ("http://localhost:8080", 401),
        ("http://127.0.0.1:8080", 401),
        ("https://app.example.com", 401),
        // The page as this server serves it itself, by the name in Host.
        ("http://localhost", 401),
    ] {
        let call = Call::post("/auth/signout").header("origin", origin);
        let call = call.header("sec-fetch-site", "same-origin");
        let reply = app.send(call.clone()).await?;
        assert_eq!(reply.status, status, "{origin}");
        if status == 403 {
            assert_eq!(reply.error_type(), Some(ErrorType::OriginRefused), "{origin}");
            assert!(reply.text().contains("ALLOW_LAN=true"), "{}", reply.text());
        }
        assert_eq!(lan.send(call).await?.status, 401, "{origin}, ALLOW_LAN");
    }
    Ok(())
}
