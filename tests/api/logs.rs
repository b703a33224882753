//! What the log must not hold: passwords, tokens, full session handles (security rule 11.2).

use anyhow::{Context, Result};
use axum::http::Method;
use serde_json::json;
use shared::TokenTransfer;
use tests::{Call, Log, TestApp};

#[tokio::test]
async fn hold_no_password_no_token_and_no_full_handle() -> Result<()> {
    let (log, _guard) = Log::collect();

    let app = TestApp::new().await?;
    let mut secrets = vec!["hunter2-hunter2".to_owned()];
    let mut ada = app.client(TokenTransfer::Header);
    ada.sign_up("ada@example.com", "hunter2-hunter2").await?.expect_ok()?;
    secrets.extend([ada.access()?, ada.refresh_text()?]);
    ada.refresh().await?.expect_ok()?;
    secrets.extend([ada.access()?, ada.refresh_text()?]);
    let handle = ada.session()?.session_handle().context("a handle")?.to_string();
    ada.get(&format!("/api/sessions/{handle}/data?token={}", secrets[1])).await?.expect_ok()?;
    // Mistakes of a client: the password in the place of the form, of a field, of the tenant.
    for body in [json!("hunter2-hunter2"), json!({"formFields": ["hunter2-hunter2"]})] {
        ada.post_json("/auth/signin", &body).await?;
        ada.post_json("/api/account/confirm", &json!({"password": body})).await?;
    }
    ada.send(Call::new(Method::DELETE, format!("/api/sessions/{handle}"))).await?.expect_ok()?;
    secrets.push(handle);

    let text = log.text();
    for event in ["session_created", "session_refreshed", "session_revoked", "/auth/signup"] {
        assert!(text.contains(event), "{event} is not in the log:\n{text}");
    }
    for secret in secrets {
        let line = text.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
    Ok(())
}

#[tokio::test]
async fn a_line_break_in_a_request_begins_no_line() -> Result<()> {
    let (log, _guard) = Log::collect();
    let app = TestApp::new().await?;
    for path in ["/auth/a%0d%0aFORGED/signin", "/x%0AFORGED", "/api/sessions/%0aFORGED/data"] {
        app.send(Call::post(path).header("rid", "x\tFORGED")).await?;
    }
    let form = json!({"formFields": [{"id": "a\nFORGED", "value": "b\r\nFORGED"}]});
    app.send(Call::post("/auth/signin").json(&form)).await?;
    let text = log.text();
    assert!(text.contains("FORGED"), "nothing of this is in the log:\n{text}");
    assert!(text.split(['\r', '\n']).all(|line| !line.starts_with("FORGED")), "{text}");
    Ok(())
}
