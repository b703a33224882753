//! GET /getJWT: the access token, for calls to other services.

use anyhow::Result;
use serde_json::json;
use shared::{ErrorType, TokenTransfer};
use tests::{Call, TestApp};

#[tokio::test]
async fn gives_the_access_token_in_every_mode() -> Result<()> {
    for expose in ["true", "false"] {
        let app = TestApp::with(&[("EXPOSE_ACCESS_TOKEN", expose)]).await?;
        for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
            let mut client = app.signed_in_by(mode).await?;
            let token = client.access()?;
            let reply = client.get("/getJWT").await?.expect_ok()?;
            assert_eq!(reply.json()?, json!({"token": token}), "{mode:?}");
            assert_eq!(reply.header("cache-control"), Some("no-store"), "{mode:?}");
            assert!(reply.says_nothing_of_the_session(), "{mode:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn refuses_pages_of_other_sites_and_clears_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    for (site, status) in [("cross-site", 403), ("same-site", 200), ("same-origin", 200)] {
        let reply = browser.send(Call::get("/getJWT").header("sec-fetch-site", site)).await?;
        assert_eq!(reply.status, status, "{site}");
        assert!(reply.says_nothing_of_the_session(), "{site}");
        if status == 403 {
            assert_eq!(reply.error_type(), Some(ErrorType::OriginRefused));
        }
    }
    Ok(())
}

#[tokio::test]
async fn without_a_session_there_is_no_token() -> Result<()> {
    let app = TestApp::new().await?;
    let reply = app.browser().get("/getJWT").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    let mut browser = app.signed_in().await?;
    app.pass_seconds(3600);
    let reply = browser.get("/getJWT").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    Ok(())
}

#[tokio::test]
async fn allows_no_other_origin_to_read_it() -> Result<()> {
    let app = TestApp::new().await?;
    let call = Call::get("/getJWT").header("origin", "http://evil.test");
    let reply = app.signed_in().await?.send(call).await?;
    assert_eq!(reply.header("access-control-allow-origin"), None);
    Ok(())
}
