//! Sign-out, discovery and preflights (wire protocol 2.5, 2.8 and 4.4): what no other file asks.

use anyhow::Result;
use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use serde_json::json;
use session::axum::Transport;
use session::{ClaimValidator, Session};
use shared::{ErrorType, TokenTransfer};
use tests::{Call, TestApp};

#[tokio::test]
async fn sign_out_needs_the_proof_of_a_call_that_changes_something() -> Result<()> {
    for (mode, proof) in [("via_custom_header", "rid"), ("via_token", "anti-csrf")] {
        let app = TestApp::with(&[("ANTI_CSRF", mode)]).await?;
        let mut browser = app.signed_in().await?;
        let reply = browser.send(Call::post("/auth/signout").without(proof)).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)), "{mode}");
        assert!(reply.says_nothing_of_the_session(), "{mode}");
        assert_eq!(app.session_count().await?, 1, "{mode}");
        browser.sign_out().await?.expect_ok()?;
        assert_eq!(app.session_count().await?, 0, "{mode}");
    }
    Ok(())
}

#[tokio::test]
async fn sign_out_takes_a_body_or_none() -> Result<()> {
    let app = TestApp::new().await?;
    for (kind, body) in [("", ""), ("application/json", "{}"), ("text/plain", "x")] {
        let call = Call::post("/auth/signout").header("content-type", kind).body(body);
        app.signed_in().await?.send(call).await?.expect_ok()?;
    }
    assert_eq!(app.session_count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn who_lacks_a_claim_may_still_sign_out() -> Result<()> {
    let app = TestApp::new().await?;
    let never = ClaimValidator::custom("never", |_| Err(json!({"message": "no"})));
    let config = app.state.config.transport.clone();
    let transport =
        Transport::with_claim_validators(app.state.sessions.clone(), config, vec![never]);
    let router = Router::new()
        .route("/guarded", get(async |_: Session| "in"))
        .merge(backend::routes::sign_out_router())
        .layer(from_fn_with_state(transport, session::axum::layer));
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let bearer = format!("Bearer {token}");
    let call = Call::get("/guarded").header("authorization", &bearer);
    let reply = tests::send(router.clone(), call).await?;
    assert_eq!(reply.outcome(), (403, Some(ErrorType::InvalidClaims)));
    let call = Call::post("/signout").header("authorization", &bearer);
    let reply = tests::send(router, call).await?.expect_ok()?;
    assert_eq!(reply.header("front-token"), Some("remove"));
    assert_eq!(app.session_count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn keys_and_discovery_name_the_algorithm_in_use() -> Result<()> {
    for (setting, name, kind) in
        [("es256", "ES256", "EC"), ("eddsa", "EdDSA", "OKP"), ("rs256", "RS256", "RSA")]
    {
        let app = TestApp::with(&[("SIGNING_ALGORITHM", setting)]).await?;
        let document = app.send(Call::get("/auth/.well-known/openid-configuration")).await?;
        let document = document.expect_ok()?.json()?;
        assert_eq!(document["id_token_signing_alg_values_supported"], json!([name]));
        let keys = app.send(Call::get("/auth/jwt/jwks.json")).await?.expect_ok()?.json()?;
        assert_eq!(
            (&keys["keys"][0]["alg"], &keys["keys"][0]["kty"]),
            (&json!(name), &json!(kind))
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_key_set_may_be_kept_until_the_next_key_and_an_hour_at_most() -> Result<()> {
    for (interval, age) in [("604800", 3600), ("1200", 1140)] {
        let app = TestApp::with(&[("SIGNING_KEY_INTERVAL", interval)]).await?;
        let reply = app.send(Call::get("/auth/jwt/jwks.json")).await?.expect_ok()?;
        let expected = format!("max-age={age}, must-revalidate");
        assert_eq!(reply.header("cache-control"), Some(expected.as_str()));
    }
    Ok(())
}

#[tokio::test]
async fn preflights_allow_every_header_and_method_that_clients_use() -> Result<()> {
    let app = TestApp::new().await?;
    let headers =
        ["content-type", "rid", "fdi-version", "anti-csrf", "authorization", "st-auth-mode"];
    for path in ["/auth/signin", "/auth/session/refresh", "/getSession"] {
        let call = Call::new(Method::OPTIONS, path)
            .header("origin", "http://localhost:8080")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", headers.join(","));
        let reply = app.send(call).await?;
        assert!(reply.status.is_success(), "{path}: {}", reply.status);
        let list = |name| {
            let text = reply.header(name).unwrap_or_default().to_lowercase();
            text.split(',').map(|one| one.trim().to_owned()).collect::<Vec<_>>()
        };
        for name in headers {
            assert!(list("access-control-allow-headers").iter().any(|one| one == name), "{name}");
        }
        for name in ["get", "put", "post", "delete"] {
            assert!(list("access-control-allow-methods").iter().any(|one| one == name), "{name}");
        }
        assert_eq!(reply.header("access-control-allow-credentials"), Some("true"), "{path}");
    }
    Ok(())
}
