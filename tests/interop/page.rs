//! The page in `page/`, served from a port of its own, and a browser that shows it.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use serde_json::Value;
use tests::provided;
use thirtyfour::prelude::*;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(50);

/// A server of the page's three files. It ends when this is dropped.
pub(crate) struct Website(JoinHandle<()>);

impl Website {
    pub(crate) async fn start(port: u16) -> Result<Self> {
        let client: PathBuf = provided("SUPERTOKENS_CLIENT")?;
        let client = fs::read_to_string(&client)
            .with_context(|| format!("cannot read {}", client.display()))?;
        let script = |text| ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], text);
        let routes = Router::new()
            .route("/", get(axum::response::Html(include_str!("page/index.html"))))
            .route("/page.js", get(script(include_str!("page/page.js").to_owned())))
            .route("/client.js", get(script(client)));
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        Ok(Self(tokio::spawn(async move {
            // It serves until the test ends.
            axum::serve(listener, routes).await.ok();
        })))
    }
}

impl Drop for Website {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The page in a browser.
pub(crate) struct Page(WebDriver);

impl Page {
    pub(crate) async fn open(driver: WebDriver, url: &str) -> Result<Self> {
        driver.goto(url).await?;
        Ok(Self(driver))
    }

    /// What the page's own script says to an expression, promises awaited.
    pub(crate) async fn says(&self, expression: &str) -> Result<Value> {
        let answer = self.0.execute(format!("return page.{expression}"), Vec::new()).await;
        Ok(answer.with_context(|| format!("page.{expression}"))?.json().clone())
    }

    /// Waits until the page shows this state of the session.
    pub(crate) async fn shows(&self, state: &str) -> Result<()> {
        let state = format!("//*[@id='state'][.='{state}']");
        self.0.query(By::XPath(&*state)).wait(PATIENCE, GLANCE).first().await?;
        Ok(())
    }

    /// How often the client has called the refresh route since the page was loaded.
    pub(crate) async fn refreshes(&self) -> Result<u64> {
        self.says("refreshes()").await?.as_u64().context("a count")
    }

    /// The names of all cookies, those that scripts cannot see included.
    pub(crate) async fn cookies(&self) -> Result<Vec<String>> {
        let cookies = self.0.get_all_cookies().await?;
        let mut names: Vec<_> = cookies.into_iter().map(|cookie| cookie.name).collect();
        names.sort_unstable();
        Ok(names)
    }
}
