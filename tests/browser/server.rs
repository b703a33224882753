//! The real binary, on a port and with a database of its own.

use std::net::Ipv4Addr;
use std::path::Path;

use anyhow::Result;
use tempfile::TempDir;
use tests::{Program, free_ports, provided};

use crate::harness::Settings;

/// A running backend that also serves the page. It ends when this is dropped.
pub(crate) struct Server {
    program: Program,
    _database: TempDir,
}

impl Server {
    /// Starts it in `output`, where its log stays.
    pub(crate) async fn start(output: &Path, settings: Settings<'_>) -> Result<Self> {
        let [port] = free_ports()?;
        let url = url(port);
        let database = tempfile::tempdir()?;
        let database_file = database.path().join("latchkey.db");
        let mut all = vec![
            ("DIST_DIR", provided("LATCHKEY_DIST")?.display().to_string()),
            ("DATABASE_URL", format!("sqlite://{}", database_file.display())),
            ("RUN_MODE", "development".to_owned()),
            ("HOST", Ipv4Addr::LOCALHOST.to_string()),
            ("API_DOMAIN", url.clone()),
            ("WEBSITE_DOMAIN", url),
            ("LOG", "info".to_owned()),
        ];
        all.extend(settings.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let program = Program::start(provided("LATCHKEY_BACKEND")?, port, output, &all).await?;
        Ok(Self { program, _database: database })
    }

    /// Where a person finds it.
    pub(crate) fn url(&self) -> String {
        url(self.program.port())
    }

    /// What it has written so far.
    pub(crate) fn log(&self) -> String {
        self.program.log()
    }
}

fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}
