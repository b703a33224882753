//! An API that moves to another name: `iss` in its tokens changes.

use anyhow::{Result, ensure};
use serde_json::json;
use tests::TestApp;

#[tokio::test]
async fn sessions_heal_by_one_refresh_after_the_api_has_moved() -> Result<()> {
    let before = TestApp::with(&[("API_DOMAIN", "http://localhost:3000")]).await?;
    let mut ada = before.signed_in().await?;
    let after = before.restart_with(&[("API_DOMAIN", "http://localhost:4000")]).await?;
    ada.move_to(&after);
    ensure!(ada.get("/getSession").await?.status == 401, "of another issuer");
    ada.refresh().await?.expect_ok()?;
    ensure!(ada.session()?.up["iss"] == "http://localhost:4000/auth");
    ada.get("/getSession").await?.expect_ok()?;

    // What is merged and refreshed later keeps the new name; what was removed stays so.
    let update = json!({ "payload": { "theme": "dark" } });
    let reply =
        ada.send(tests::Call::new(axum::http::Method::PATCH, "/api/session/payload").json(&update));
    ensure!(reply.await?.expect_ok()?.front_token()?.up["iss"] == "http://localhost:4000/auth");
    ada.get("/getSession").await?.expect_ok()?;
    Ok(())
}
