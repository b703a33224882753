//! The tenant of the path, and the tenant of the session (wire protocol 2.1).

use anyhow::Result;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use serde_json::json;
use shared::{ErrorType, TokenTransfer};
use tests::{Call, PASSWORD, TestApp};

#[tokio::test]
async fn one_address_is_a_different_user_in_each_tenant() -> Result<()> {
    let app = TestApp::new().await?;
    let mut ids = Vec::new();
    for tenant in ["public", "acme", "globex"] {
        let mut browser = app.browser();
        let path = format!("/auth/{tenant}/signup");
        let reply = browser.post_form(&path, "ada@example.com", PASSWORD).await?.expect_ok()?;
        let user = reply.json()?["user"].clone();
        assert_eq!(user["tenantIds"], json!([tenant]));
        let session = browser.get("/getSession").await?.json()?;
        assert_eq!(session["tenantId"], tenant);
        assert_eq!(session["accessTokenPayload"]["tId"], tenant);
        ids.push(user["id"].to_string());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
    Ok(())
}

#[tokio::test]
async fn a_user_of_one_tenant_is_unknown_in_another() -> Result<()> {
    let app = TestApp::new().await?;
    app.browser().post_form("/auth/acme/signup", "ada@example.com", PASSWORD).await?.expect_ok()?;
    for path in ["/auth/globex/signin", "/auth/signin"] {
        let reply = app.browser().post_form(path, "ada@example.com", PASSWORD).await?;
        assert_eq!(reply.json()?["status"], "WRONG_CREDENTIALS_ERROR", "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn no_segment_and_public_mean_the_default_tenant() -> Result<()> {
    let app = TestApp::new().await?;
    app.browser().post_form("/auth/signup", "ada@example.com", PASSWORD).await?.expect_ok()?;
    let reply = app.browser().post_form("/auth/public/signin", "ada@example.com", PASSWORD).await?;
    assert_eq!(reply.json()?["status"], "OK");
    Ok(())
}

#[tokio::test]
async fn an_unknown_tenant_is_404_by_name() -> Result<()> {
    let app = TestApp::new().await?;
    let names = ["nowhere", "ACME", "a_b", "%C3%A4", "%00", "..%2f", "session", &"x".repeat(200)];
    for name in names {
        for route in ["signup", "signin"] {
            let path = format!("/auth/{name}/{route}");
            let reply = app.browser().post_form(&path, DEMO_EMAIL, DEMO_PASSWORD).await?;
            assert_eq!(reply.outcome(), (404, Some(ErrorType::UnknownTenant)), "{path}");
        }
        let path = format!("/auth/{name}/emailpassword/email/exists?email=a@b.co");
        let reply = app.send(Call::get(&path)).await?;
        assert_eq!(reply.outcome(), (404, Some(ErrorType::UnknownTenant)), "{path}");
    }
    let broken = app.browser().post_form("/auth/%ff/signin", DEMO_EMAIL, DEMO_PASSWORD).await?;
    assert!(broken.status.is_client_error(), "{}", broken.status);
    Ok(())
}

#[tokio::test]
async fn the_tenant_survives_a_refresh() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.browser();
    browser.post_form("/auth/acme/signin", DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
    browser.refresh().await?.expect_ok()?;
    assert_eq!(browser.session()?.tenant_id().as_str(), "acme");
    Ok(())
}

/// Every route of the protocol, below the base path and a tenant's segment.
fn protocol_routes() -> Vec<Call> {
    let form = json!({"formFields": [
        {"id": "email", "value": "nobody@example.com"}, {"id": "password", "value": "wrong one"},
    ]});
    vec![
        Call::post("/signup").json(&json!({"formFields": []})),
        Call::post("/signin").json(&form),
        Call::post("/signout"),
        Call::post("/session/refresh"),
        Call::get("/emailpassword/email/exists?email=a@b.co"),
        Call::get("/signup/email/exists?email=a@b.co"),
        Call::get("/loginmethods"),
        Call::get("/jwt/jwks.json"),
        Call::get("/.well-known/openid-configuration"),
    ]
}

#[tokio::test]
async fn every_route_of_the_protocol_takes_a_segment() -> Result<()> {
    let app = TestApp::new().await?;
    for call in protocol_routes() {
        let plain = app.send(call.clone().below("/auth")).await?;
        assert_ne!(plain.outcome().0, 404, "{call:?}");
        for tenant in ["public", "acme"] {
            let reply = app.send(call.clone().below(&format!("/auth/{tenant}"))).await?;
            assert_eq!(reply.outcome(), plain.outcome(), "{tenant} {call:?}");
            assert_eq!(reply.json()?, plain.json()?, "{tenant} {call:?}");
        }
        let reply = app.send(call.clone().below("/auth/nowhere")).await?;
        assert_eq!(reply.outcome(), (404, Some(ErrorType::UnknownTenant)), "{call:?}");
        assert!(reply.says_nothing_of_the_session(), "{call:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_session_stays_in_its_tenant_whatever_segment_it_is_shown_under() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.client(TokenTransfer::Header);
    client.post_form("/auth/acme/signin", DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
    let bearer = format!("Bearer {}", client.refresh_text()?);
    let call = Call::post("/auth/globex/session/refresh").header("authorization", &bearer);
    client.send(call).await?.expect_ok()?;
    assert_eq!(client.session()?.tenant_id().as_str(), "acme");
    assert_eq!(client.get("/getSession").await?.json()?["tenantId"], "acme");
    client.send(Call::post("/auth/globex/signout")).await?.expect_ok()?;
    assert_eq!(app.session_count().await?, 0);
    Ok(())
}
