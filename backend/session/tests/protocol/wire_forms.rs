//! Paths, request headers and forms (wire protocol 2.1 to 2.4): what no other file asks.

use anyhow::Result;
use axum::http::Method;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use serde_json::{Value, json};
use shared::ErrorType;
use tests::{Call, PASSWORD, TestApp};

fn form(email: &str, password: &str) -> Value {
    json!({"formFields": [
        {"id": "email", "value": email}, {"id": "password", "value": password},
    ]})
}

#[tokio::test]
async fn a_route_wins_over_a_tenant_of_its_first_segments_name() -> Result<()> {
    let app = TestApp::new().await?;
    for name in ["session", "signup"] {
        let insert = "INSERT INTO tenants (tenant_id, created_at, sign_up) VALUES ($1, 1, 'open')";
        sqlx::query(insert).bind(name).execute(app.sql()).await?;
    }
    let mut ada = app.browser();
    let made = ada.post_form("/auth/session/signup", "ada@example.com", PASSWORD).await?;
    assert_eq!(made.json()?["user"]["tenantIds"], json!(["session"]));
    assert_eq!(ada.refresh().await?.expect_ok()?.json()?, json!({}));
    let exists = "/auth/signup/email/exists?email=demo@example.com";
    let reply = app.send(Call::get(exists)).await?;
    assert_eq!(reply.json()?, json!({"status": "OK", "exists": true}), "asked in `public`");
    Ok(())
}

#[tokio::test]
async fn a_new_session_is_of_the_paths_tenant_whatever_the_request_brings() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.browser();
    browser.post_form("/auth/acme/signin", DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
    assert_eq!(browser.session()?.tenant_id().as_str(), "acme");
    browser.sign_in(DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
    assert_eq!(browser.session()?.tenant_id().as_str(), "public");
    Ok(())
}

#[tokio::test]
async fn the_rid_header_picks_no_route() -> Result<()> {
    let app = TestApp::new().await?;
    for rid in ["emailpassword", "thirdparty", "session", "anti-csrf", "", "\u{e4}"] {
        let mut browser = app.browser();
        let call = |path: &str| Call::post(path).header("rid", rid);
        let sign_in = call("/auth/signin").json(&form(DEMO_EMAIL, DEMO_PASSWORD));
        assert_eq!(browser.send(sign_in).await?.json()?["status"], "OK", "{rid}");
        browser.send(call("/auth/session/refresh")).await?.expect_ok()?;
        browser.send(call("/auth/signout")).await?.expect_ok()?;
        assert!(browser.jar.is_empty(), "{rid}");
    }
    Ok(())
}

#[tokio::test]
async fn the_fdi_version_changes_no_reply() -> Result<()> {
    let app = TestApp::new().await?;
    let sign_in = || Call::post("/auth/signin").json(&form(DEMO_EMAIL, DEMO_PASSWORD));
    let plain = app.send(sign_in()).await?.expect_ok()?.json()?;
    assert_eq!(plain["user"]["emails"], json!([DEMO_EMAIL]));
    for version in ["1.17", "2.0", "1.16,1.17,3.0,4.1", "9.9", "x", ""] {
        let reply = app.send(sign_in().header("fdi-version", version)).await?;
        assert_eq!(reply.expect_ok()?.json()?, plain, "{version}");
    }
    Ok(())
}

#[tokio::test]
async fn nobody_is_asked_to_link_accounts() -> Result<()> {
    let app = TestApp::new().await?;
    for wish in [json!(true), json!(false), json!("x")] {
        let mut body = form(DEMO_EMAIL, DEMO_PASSWORD);
        body["shouldTryLinkingWithSessionUser"] = wish.clone();
        let mut browser = app.browser();
        let reply = browser.post_json("/auth/signin", &body).await?;
        assert_eq!(reply.json()?["status"], "OK", "{wish}, without a session");
        let first = browser.session()?.session_handle();
        let reply = browser.post_json("/auth/signin", &body).await?;
        assert_eq!(reply.json()?["user"]["isPrimaryUser"], false, "{wish}");
        assert_ne!(browser.session()?.session_handle(), first, "{wish}, with a session");
    }
    assert_eq!(app.session_count().await?, 3, "each browser's first session has ended");
    Ok(())
}

#[tokio::test]
async fn a_password_needs_no_letter_and_no_digit() -> Result<()> {
    let app = TestApp::new().await?;
    for (n, password) in
        ["12345678", "correct horse", "ääääääää", "        ", "-_.:;,#+"].into_iter().enumerate()
    {
        let email = format!("user{n}@example.com");
        let reply = app.browser().sign_up(&email, password).await?;
        assert_eq!(reply.json()?["status"], "OK", "{password:?}");
        let reply = app.browser().sign_in(&email, password).await?;
        assert_eq!(reply.json()?["status"], "OK", "{password:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_address_is_a_name_at_a_domain_and_never_at_a_number() -> Result<()> {
    let app = TestApp::new().await?;
    for address in ["ada@[127.0.0.1]", "ada@127.0.0.1", "ada@localhost", "ada@example.c"] {
        let reply = app.browser().sign_up(address, PASSWORD).await?.expect_ok()?;
        let expected = json!([{"id": "email", "error": "Email is invalid"}]);
        assert_eq!(reply.json()?["formFields"], expected, "{address}");
    }
    let reply = app.browser().sign_up("ada+x@sub.example.co", PASSWORD).await?;
    assert_eq!(reply.json()?["status"], "OK");
    Ok(())
}

#[tokio::test]
async fn sign_in_asks_for_an_address_and_any_password() -> Result<()> {
    let app = TestApp::new().await?;
    for (email, password, errors) in [
        ("nobody", "x", json!([{"id": "email", "error": "Email is invalid"}])),
        (DEMO_EMAIL, "", json!([{"id": "password", "error": "Field is not optional"}])),
        (
            " ",
            "",
            json!([
                {"id": "email", "error": "Field is not optional"},
                {"id": "password", "error": "Field is not optional"},
            ]),
        ),
    ] {
        let reply = app.browser().sign_in(email, password).await?.expect_ok()?;
        assert_eq!(reply.json()?, json!({"status": "FIELD_ERROR", "formFields": errors}));
        assert!(reply.says_nothing_of_the_session());
    }
    // Shorter than a new password may be, and not refused for that.
    let reply = app.browser().sign_in(DEMO_EMAIL, "x").await?;
    assert_eq!(reply.json()?, json!({"status": "WRONG_CREDENTIALS_ERROR"}));
    Ok(())
}

#[tokio::test]
async fn sign_in_shows_the_user_that_sign_up_showed() -> Result<()> {
    let app = TestApp::new().await?;
    let made = app.browser().sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    app.pass_seconds(60);
    let again = app.browser().sign_in("ada@example.com", PASSWORD).await?.expect_ok()?;
    assert_eq!(again.json()?, made.json()?);
    assert!(again.json()?["user"]["loginMethods"][0]["verified"] == false);
    Ok(())
}

#[tokio::test]
async fn a_fault_is_500_and_no_business_result() -> Result<()> {
    let app = TestApp::new().await?;
    app.state.db.close().await;
    for path in ["/auth/signin", "/auth/signup"] {
        let reply = app.browser().post_form(path, "ada@example.com", PASSWORD).await?;
        assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)), "{path}");
        assert!(reply.json()?["status"].is_null(), "{path}");
        assert!(reply.says_nothing_of_the_session(), "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn the_routes_of_other_recipes_are_not_here() -> Result<()> {
    let app = TestApp::new().await?;
    for (method, path) in [
        (Method::POST, "/user/password/reset/token"),
        (Method::POST, "/user/password/reset"),
        (Method::POST, "/user/email/verify/token"),
        (Method::POST, "/user/email/verify"),
        (Method::GET, "/user/email/verify"),
        (Method::POST, "/signinup"),
        (Method::POST, "/signinup/code"),
        (Method::GET, "/authorisationurl"),
        (Method::PUT, "/mfa/info"),
        (Method::POST, "/webauthn/options/signin"),
        (Method::GET, "/dashboard"),
        (Method::GET, "/oauth/auth"),
    ] {
        let call = Call::new(method, format!("/auth{path}")).json(&json!({"formFields": []}));
        let reply = app.send(call).await?;
        assert_eq!(reply.outcome(), (404, Some(ErrorType::NotFound)), "{path}");
    }
    Ok(())
}
