//! Two copies of the interop server on one store, as client suites run them.

use anyhow::Result;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::SECRET_KEY;

use crate::caller::Caller;
use tests::{Program, free_ports, url};

/// Both end, and their store goes, when this is dropped.
pub(crate) struct Copies {
    pub(crate) first: Program,
    pub(crate) second: Program,
    pub(crate) folder: TempDir,
}

impl Copies {
    pub(crate) async fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let store = format!("sqlite://{}/interop.db", folder.path().display());
        Self::start_on(folder, store).await
    }

    /// With a store that is there already.
    pub(crate) async fn start_on(folder: TempDir, store: String) -> Result<Self> {
        let [one, two] = free_ports()?;
        let settings = [
            ("PORTS", format!("{one},{two}")),
            ("DATABASE_URL", store),
            ("SECRET_KEY", SECRET_KEY.to_owned()),
            ("STATIC_DIR", folder.path().join("static").display().to_string()),
            ("WEBSITE_DOMAIN", url(one)),
        ];
        let program = env!("CARGO_BIN_EXE_interop-server");
        let first = Program::start(program, one, folder.path(), &settings).await?;
        let second = Program::start(program, two, folder.path(), &settings).await?;
        Ok(Self { first, second, folder })
    }

    /// A browser on the page of the first copy.
    pub(crate) fn browser(&self) -> Caller {
        Caller::new(&self.first, "cookie")
    }

    /// Makes an app on the first copy, as suites do; returns its id.
    pub(crate) async fn make(&self, core_config: Value) -> Result<String> {
        let body = json!({ "appId": "suite", "coreConfig": core_config });
        let made = self.browser().post("/test/setup/app", &body).await?.expect_ok()?;
        Ok(made.text())
    }

    /// Serves an app on both copies, with these flags.
    pub(crate) async fn serve(&self, id: &str, mut flags: Value) -> Result<()> {
        flags["coreUrl"] = id.into();
        for copy in [&self.first, &self.second] {
            Caller::new(copy, "cookie").post("/test/setup/st", &flags).await?.expect_ok()?;
        }
        Ok(())
    }

    /// A fresh app on both copies, anti-CSRF on.
    pub(crate) async fn start_with(validity: u32) -> Result<Self> {
        let copies = Self::start().await?;
        let id = copies.make(json!({ "access_token_validity": validity })).await?;
        copies.serve(&id, json!({ "enableAntiCsrf": true })).await?;
        Ok(copies)
    }
}
