//! GET and HEAD change nothing in the database (security rule 6.3).

use anyhow::Result;
use axum::http::Method;
use tests::TestApp;

use crate::every_route::every_route;

#[tokio::test]
async fn no_get_and_no_head_writes_a_row() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    // SQLite counts what other connections have committed. The pool has one connection.
    let version = || sqlx::query_scalar::<_, i64>("PRAGMA data_version").fetch_one(app.sql());
    let before = version().await?;
    for route in every_route().iter().filter(|route| !route.changes_state()) {
        for method in [Method::GET, Method::HEAD] {
            let status = browser.send(tests::Call::new(method, &route.path)).await?.status;
            assert!(status == 200 || status == 404, "{}: {status}", &route.path);
            assert_eq!(version().await?, before, "{}", &route.path);
        }
    }
    browser.refresh().await?.expect_ok()?;
    assert_ne!(version().await?, before, "a refresh writes, or this counts nothing");
    Ok(())
}
