//! Cookies over https: prefixes make the browser vouch for the attributes (security rule 5.1).

use anyhow::{Context, Result};
use shared::{ErrorType, FormRequest};
use tests::{Call, PASSWORD, Reply, TestApp};

const PRODUCTION: [(&str, &str); 3] = [
    ("RUN_MODE", "production"),
    ("API_DOMAIN", "https://api.example.com"),
    ("WEBSITE_DOMAIN", "https://api.example.com"),
];

async fn production(more: &[(&str, &str)]) -> Result<(TestApp, Reply)> {
    let app = TestApp::with(&[&PRODUCTION, more].concat()).await?;
    let form = FormRequest::email_password("ada@example.com", PASSWORD);
    let call = Call::post("/auth/signup")
        .json(&serde_json::to_value(form)?)
        .header("st-auth-mode", "cookie")
        .header("host", "api.example.com");
    let reply = app.send(call).await?.expect_ok()?;
    Ok((app, reply))
}

#[tokio::test]
async fn are_host_and_secure_and_carry_every_attribute() -> Result<()> {
    let (_, reply) = production(&[]).await?;
    let access = reply.set_cookie("__Host-sAccessToken").context("an access cookie")?;
    assert_eq!((access.path(), access.domain()), (Some("/"), None));
    let refresh = reply.set_cookie("__Secure-sRefreshToken").context("a refresh cookie")?;
    assert_eq!((refresh.path(), refresh.domain()), (Some("/auth/session/refresh"), None));
    for cookie in [access, refresh] {
        assert_eq!((cookie.secure(), cookie.http_only()), (Some(true), Some(true)), "{cookie}");
        assert_eq!(cookie.same_site(), Some(cookie::SameSite::Lax));
    }
    let hsts = reply.header("strict-transport-security").unwrap_or_default();
    assert!(hsts.contains("max-age=31536000") && hsts.contains("includeSubDomains"), "{hsts}");
    Ok(())
}

#[tokio::test]
async fn with_a_domain_both_are_secure_and_host_is_not_used() -> Result<()> {
    let (_, reply) = production(&[("COOKIE_DOMAIN", "example.com")]).await?;
    for name in ["__Secure-sAccessToken", "__Secure-sRefreshToken"] {
        let cookie = reply.set_cookie(name).context(name)?;
        assert_eq!(cookie.domain(), Some("example.com"));
    }
    assert_eq!(reply.set_cookies().len(), 2);
    Ok(())
}

#[tokio::test]
async fn exactly_one_spelling_is_ever_read() -> Result<()> {
    let (app, reply) = production(&[]).await?;
    let access = reply.set_cookie("__Host-sAccessToken").context("an access cookie")?;
    let get = |cookies: String| {
        let call = Call::get("/getSession").header("host", "api.example.com");
        app.send(call.header("cookie", cookies))
    };
    for plain in ["sAccessToken", "__Secure-sAccessToken"] {
        let reply = get(format!("{plain}={}", access.value())).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{plain}");
    }
    // A plain one that a neighbour planted does not count as a second one, nor does a plain
    // cookie of old clients.
    let own = format!("__Host-sAccessToken={}", access.value());
    for planted in ["sAccessToken=x", "__Secure-sAccessToken=x", "sIdRefreshToken=x"] {
        get(format!("{planted}; {own}")).await?.expect_ok()?;
    }
    Ok(())
}

#[tokio::test]
async fn clearing_has_the_same_names_paths_and_flags() -> Result<()> {
    let (app, reply) = production(&[("COOKIE_DOMAIN", "example.com")]).await?;
    let call = Call::post("/auth/session/refresh").header("host", "api.example.com");
    let cleared = app.send(call).await?;
    assert!(cleared.clears_everything());
    for set in reply.set_cookies() {
        let cleared = cleared.set_cookie(set.name()).context("cleared")?;
        assert_eq!((cleared.path(), cleared.domain()), (set.path(), set.domain()));
        assert_eq!((cleared.secure(), cleared.same_site()), (set.secure(), set.same_site()));
    }
    Ok(())
}

#[tokio::test]
async fn a_page_on_another_site_needs_same_site_none() -> Result<()> {
    let other = [("WEBSITE_DOMAIN", "https://app.example.org")];
    let app = TestApp::with(&[&PRODUCTION[..2], &other].concat()).await?;
    let call = Call::post("/auth/session/refresh").header("host", "api.example.com");
    for cookie in app.send(call).await?.set_cookies() {
        assert_eq!(cookie.same_site(), Some(cookie::SameSite::None), "{cookie}");
        assert_eq!(cookie.secure(), Some(true));
    }
    Ok(())
}

#[tokio::test]
async fn production_has_no_demo_user_and_answers_to_its_own_names() -> Result<()> {
    let (app, _) = production(&[]).await?;
    let users: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM users").fetch_one(app.sql()).await?;
    assert_eq!(users, 1);
    let reply = app.send(Call::get("/healthz").header("host", "whatever.example")).await?;
    assert_eq!(reply.status, 200);
    Ok(())
}

#[tokio::test]
async fn the_settings_for_same_site_and_secure_reach_every_cookie() -> Result<()> {
    for (setting, expected) in [
        ("lax", cookie::SameSite::Lax),
        ("strict", cookie::SameSite::Strict),
        ("none", cookie::SameSite::None),
    ] {
        let (_, reply) = production(&[("COOKIE_SAME_SITE", setting)]).await?;
        assert_eq!(reply.set_cookies().len(), 2);
        for cookie in reply.set_cookies() {
            assert_eq!(cookie.same_site(), Some(expected), "{cookie}");
        }
    }
    // Development over plain http, behind something that ends TLS.
    let app = TestApp::with(&[("COOKIE_SECURE", "true")]).await?;
    let reply = app.send(Call::post("/auth/session/refresh")).await?;
    assert!(reply.set_cookie("__Host-sAccessToken").is_some_and(|it| it.secure() == Some(true)));
    Ok(())
}

#[tokio::test]
async fn the_cookie_of_the_first_generation_has_a_prefix_too() -> Result<()> {
    for (more, name, plain) in [
        (None, "__Host-sIdRefreshToken", "__Secure-sIdRefreshToken"),
        (Some(("COOKIE_DOMAIN", "example.com")), "__Secure-sIdRefreshToken", "sIdRefreshToken"),
    ] {
        let mut settings = vec![("LEGACY_ID_REFRESH_COOKIE", "true")];
        settings.extend(more);
        let (app, reply) = production(&settings).await?;
        let id = reply.set_cookie(name).context(name)?;
        assert_eq!((id.secure(), id.http_only(), id.path()), (Some(true), Some(true), Some("/")));
        let access = reply.set_cookies().into_iter().find(|it| it.name().ends_with("AccessToken"));
        let access = access.context("an access cookie")?;
        let get = |cookies: String| {
            let call = Call::get("/getSession").header("host", "api.example.com");
            app.send(call.header("cookie", cookies))
        };
        let access = format!("{}={}", access.name(), access.value());
        get(format!("{access}; {name}={}", id.value())).await?.expect_ok()?;
        let refused = get(format!("{access}; {plain}={}", id.value())).await?;
        assert_eq!(refused.outcome(), (401, Some(ErrorType::Unauthorised)), "{name}");
        let cleared = refused.set_cookie(name).context("cleared")?;
        assert_eq!((cleared.value(), cleared.domain()), ("", id.domain()));
    }
    Ok(())
}
