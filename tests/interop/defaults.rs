//! The server as a user who wants to run a suite starts it: `PORT` and `DATABASE_URL`, nothing else.

use std::path::Path;

use anyhow::{Result, ensure};
use reqwest::Method;
use serde_json::json;

use crate::caller::{Ask, Caller};
use tests::{Program, free_ports};

#[tokio::test]
async fn a_port_and_a_sqlite_file_are_enough() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let store = format!("sqlite://{}", folder.path().join("suite.db").display());
    two_copies_serve_one_store(folder.path(), store).await
}

#[tokio::test]
async fn a_port_and_a_postgres_database_are_enough() -> Result<()> {
    tests::on_postgres(|database| async move {
        two_copies_serve_one_store(tempfile::tempdir()?.path(), database.url).await
    })
    .await
}

async fn two_copies_serve_one_store(folder: &Path, store: String) -> Result<()> {
    let [one, two] = free_ports()?;
    let program = env!("CARGO_BIN_EXE_interop-server");
    let settings = [("DATABASE_URL", store)];
    // At the same moment: both find the store empty.
    let (first, second) = tokio::try_join!(
        Program::start(program, one, folder, &settings),
        Program::start(program, two, folder, &settings),
    )?;
    let mut ada = Caller::new(&first, "cookie");
    let login = ada.log_in("ada").await?;
    let website = login.header("access-control-allow-origin");
    ensure!(website == Some("http://localhost:8080"), "{website:?}");
    ensure!(ada.reads("/").await? == "ada");

    let mut there = ada.at(&second);
    ensure!(there.refresh().await?.expect_ok()?.text() == "refresh success", "one store");
    ensure!(there.reads("/").await? == "ada");

    let core = json!({ "appId": "suite", "coreConfig": { "access_token_validity": 2 } });
    let made = ada.post("/test/setup/app", &core).await?.expect_ok()?.text();
    let served = json!({ "coreUrl": made, "enableAntiCsrf": true });
    let ask = Ask { body: Some(&served), ..Ask::new(Method::POST, "/test/setup/st") };
    there.send(ask).await?.expect_ok()?;
    let mut bob = Caller::new(&second, "cookie");
    bob.log_in("bob").await?;
    ensure!(bob.reads("/").await? == "bob", "an app that the first copy made");
    Ok(())
}
