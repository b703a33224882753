//! The stage of a journey: a server, a browser, and a person who uses them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use tests::{WebDriverServer, no_complaints};

use crate::person::Person;
use crate::server::Server;

/// Settings of the server beside those every journey needs.
pub(crate) type Settings<'a> = &'a [(&'a str, &'a str)];

/// Plays a journey; whatever goes wrong on the way is shown with the server's log.
pub(crate) async fn journey(
    name: &str,
    settings: Settings<'_>,
    story: impl AsyncFnOnce(&Person) -> Result<()>,
) -> Result<()> {
    let server = Server::start(&output_folder(name)?, settings).await?;
    let outcome = visit(name, server.url(), story).await;
    outcome.map_err(|error| anyhow!("{error}\n\nThe server's log:\n{}", server.log()))
}

/// Plays a journey on a site that is already there.
pub(crate) async fn visit(
    name: &str,
    site: String,
    story: impl AsyncFnOnce(&Person) -> Result<()>,
) -> Result<()> {
    let output = output_folder(name)?;
    let webdriver = WebDriverServer::start().await?;
    let outcome = webdriver
        .browser()
        .await?
        .run_and_quit(async |driver| {
            let person = Person::new(driver.clone(), site);
            let mut outcome = story(&person).await;
            if outcome.is_ok() {
                outcome = no_complaints(&driver).await;
            } else {
                // The story's own error matters more than a picture that could not be taken.
                person.takes_picture(&output.join("failed.png")).await.ok();
            }
            outcome
        })
        .await;
    outcome.map_err(|error| anyhow!("{error}"))
}

/// `tests/output/<name>/`.
pub(crate) fn output_folder(name: &str) -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("output").join(name);
    fs::create_dir_all(&folder)
        .with_context(|| format!("could not create {}", folder.display()))?;
    Ok(folder)
}
