//! The headers that every reply carries, whole and over https (security rules 6.6 and 6.7).

use anyhow::Result;
use tests::{Call, TestApp};

#[tokio::test]
async fn the_policy_allows_the_apps_own_files_and_nothing_else() -> Result<()> {
    let reply = TestApp::new().await?.send(Call::get("/healthz")).await?;
    let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                  connect-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; \
                  object-src 'none'; form-action 'self'; frame-ancestors 'none'";
    assert_eq!(reply.header("content-security-policy"), Some(policy));
    Ok(())
}

#[tokio::test]
async fn over_https_errors_and_files_ask_for_https_too_and_wasm_says_what_it_is() -> Result<()> {
    let dist = tempfile::tempdir()?;
    std::fs::write(dist.path().join("index.html"), "<!doctype html>")?;
    std::fs::write(dist.path().join("app.wasm"), "\0asm")?;
    let app = TestApp::with(&[
        ("RUN_MODE", "production"),
        ("API_DOMAIN", "https://api.example.com"),
        ("WEBSITE_DOMAIN", "https://api.example.com"),
        ("DIST_DIR", dist.path().to_str().unwrap_or_default()),
    ])
    .await?;
    for (path, status) in [("/getSession", 401), ("/api/nothing", 404), ("/app.wasm", 200)] {
        let reply = app.send(Call::get(path)).await?;
        assert_eq!(reply.status, status, "{path}");
        let hsts = reply.header("strict-transport-security");
        assert_eq!(hsts, Some("max-age=31536000; includeSubDomains"), "{path}");
        let kind = (path == "/app.wasm").then_some("application/wasm");
        assert_eq!(reply.header("content-type"), kind.or(Some("application/json")), "{path}");
    }
    Ok(())
}
