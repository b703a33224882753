//! GET /emailpassword/email/exists, and its older path.

use anyhow::Result;
use serde_json::json;
use shared::ErrorType;
use tests::{Call, TestApp};

const PATHS: [&str; 2] = ["/auth/emailpassword/email/exists", "/auth/signup/email/exists"];

#[tokio::test]
async fn tells_taken_addresses_from_free_ones() -> Result<()> {
    let app = TestApp::new().await?;
    for path in PATHS {
        for (address, exists) in [
            ("demo@example.com", true),
            ("DEMO%40example.com", true),
            ("%20demo@example.com", true),
            ("nobody@example.com", false),
            ("no-address", false),
            ("", false),
            ("%00", false),
        ] {
            let reply = app.send(Call::get(format!("{path}?email={address}"))).await?;
            let reply = reply.expect_ok()?;
            assert_eq!(reply.json()?, json!({"status": "OK", "exists": exists}), "{address}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn without_the_parameter_it_is_400() -> Result<()> {
    let app = TestApp::new().await?;
    for path in PATHS {
        for query in ["", "?", "?mail=x", "?email=a&email=b", "?email=%ff"] {
            let reply = app.send(Call::get(format!("{path}{query}"))).await?;
            // A byte that is no UTF-8 reads as a character that no address has.
            let expected = if query.contains("%ff") { 200 } else { 400 };
            assert_eq!(reply.status, expected, "{query}: {}", reply.text());
            if expected == 400 {
                assert_eq!(reply.error_type(), Some(ErrorType::BadRequest), "{query}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn asks_in_the_paths_tenant() -> Result<()> {
    let app = TestApp::new().await?;
    app.browser()
        .post_form("/auth/acme/signup", "ada@example.com", tests::PASSWORD)
        .await?
        .expect_ok()?;
    for (tenant, exists) in [("/acme", true), ("/globex", false), ("/public", false), ("", false)] {
        let path = format!("/auth{tenant}/emailpassword/email/exists?email=ada@example.com");
        let reply = app.send(Call::get(path)).await?.expect_ok()?;
        assert_eq!(reply.json()?["exists"], exists, "{tenant}");
    }
    Ok(())
}
