//! GET /loginmethods and the discovery document, as clients find them (wire protocol 2.7, 2.8).

use anyhow::Result;
use axum::http::Method;
use serde_json::json;
use shared::ErrorType;
use tests::{Call, TestApp};

#[tokio::test]
async fn every_tenant_and_every_spelling_of_its_path_gets_the_same_flat_answer() -> Result<()> {
    let app = TestApp::new().await?;
    let first = app.send(Call::get("/auth/loginmethods")).await?.expect_ok()?;
    for path in [
        "/auth/public/loginmethods",
        "/auth/acme/loginmethods",
        "/auth/globex/loginmethods/",
        "/auth/loginmethods?clientType=web&unknown=1",
    ] {
        let reply = app.send(Call::get(path)).await?.expect_ok()?;
        assert_eq!(reply.body, first.body, "{path}");
        assert!(reply.says_nothing_of_the_session());
    }
    let body = first.json()?;
    assert_eq!(body["firstFactors"], json!(["emailpassword"]));
    assert_eq!(body["thirdParty"]["providers"], json!([]));
    assert!(body.get("recipes").is_none(), "clients read the flat form");
    Ok(())
}

#[tokio::test]
async fn a_tenant_that_is_unknown_or_no_name_is_404_and_a_post_405() -> Result<()> {
    let app = TestApp::new().await?;
    for tenant in ["nowhere", "ACME", "a_b", "%00", "a%2Fb", &"x".repeat(200)] {
        let reply = app.send(Call::get(format!("/auth/{tenant}/loginmethods"))).await?;
        assert_eq!(reply.outcome(), (404, Some(ErrorType::UnknownTenant)), "{tenant}");
    }
    let reply = app.send(Call::new(Method::POST, "/auth/loginmethods")).await?;
    assert_eq!(reply.outcome(), (405, Some(ErrorType::MethodNotAllowed)));
    Ok(())
}

#[tokio::test]
async fn no_session_of_any_kind_disturbs_them() -> Result<()> {
    let app = TestApp::with(&[("CHECK_DATABASE", "true")]).await?;
    for path in
        ["/auth/loginmethods", "/auth/jwt/jwks.json", "/auth/.well-known/openid-configuration"]
    {
        let call = Call::get(path)
            .header("cookie", "sAccessToken=a; sAccessToken=b; sIdRefreshToken=x")
            .header("authorization", "Bearer x");
        assert!(app.send(call).await?.expect_ok()?.says_nothing_of_the_session(), "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn the_discovery_document_follows_the_base_path_and_leads_to_the_keys() -> Result<()> {
    let app = TestApp::with(&[("API_BASE_PATH", "/v2/login")]).await?;
    let path = "/v2/login/.well-known/openid-configuration";
    let document = app.send(Call::get(path)).await?.expect_ok()?.json()?;
    assert_eq!(document["issuer"], "http://localhost:3000/v2/login");
    let keys = document["jwks_uri"].as_str().unwrap_or_default();
    let keys = keys.strip_prefix("http://localhost:3000").unwrap_or_default().to_owned();
    let found = app.send(Call::get(keys)).await?.expect_ok()?.json()?;
    assert_eq!(found["keys"].as_array().map(Vec::len), Some(1));
    let algorithms = document["id_token_signing_alg_values_supported"].clone();
    assert_eq!(algorithms, json!([found["keys"][0]["alg"]]));
    let reply = app.send(Call::get("/.well-known/openid-configuration")).await?;
    assert_eq!(reply.status, 404, "it lies under the base path");
    Ok(())
}
