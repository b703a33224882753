//! What clients ask before they sign in (wire protocol 2.7 and 2.8).

use anyhow::Result;
use serde_json::json;
use shared::ErrorType;
use tests::{Call, TestApp};

#[tokio::test]
async fn the_login_methods_are_flat() -> Result<()> {
    let app = TestApp::new().await?;
    for path in ["/auth/loginmethods", "/auth/acme/loginmethods?clientType=web"] {
        let reply = app.send(Call::get(path)).await?.expect_ok()?;
        let expected = json!({
            "status": "OK",
            "emailPassword": {"enabled": true},
            "thirdParty": {"enabled": false, "providers": []},
            "passwordless": {"enabled": false},
            "webauthn": {"enabled": false},
            "firstFactors": ["emailpassword"],
        });
        assert_eq!(reply.json()?, expected, "{path}");
    }
    let reply = app.send(Call::get("/auth/nowhere/loginmethods")).await?;
    assert_eq!(reply.outcome(), (404, Some(ErrorType::UnknownTenant)));
    Ok(())
}

#[tokio::test]
async fn the_discovery_document_is_for_every_origin_and_names_this_api() -> Result<()> {
    let app = TestApp::new().await?;
    let reply = app.send(Call::get("/auth/.well-known/openid-configuration")).await?.expect_ok()?;
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    let document = reply.json()?;
    assert_eq!(document["issuer"], "http://localhost:3000/auth");
    assert_eq!(document["jwks_uri"], "http://localhost:3000/auth/jwt/jwks.json");
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "revocation_endpoint",
        "token_introspection_endpoint",
        "end_session_endpoint",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
        "response_types_supported",
    ] {
        assert!(!document[name].is_null(), "{name}");
    }
    Ok(())
}
