//! A journey through what the README starts in two terminals, `cargo run` and `trunk serve`: on
//! ports and with a database of its own, so that neither meets what the developer runs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use toml::{Table, Value};

use super::browser::{Browser, TWO_TERMINALS};
use super::outcome::Skipped;
use crate::answers::answers;
use crate::clock;
use crate::ports::{self, TrunkToml};
use crate::process::Process;
use crate::tools::Tools;
use crate::workspace::Workspace;

/// For building either half from nothing on a slow machine.
const START_LIMIT: Duration = Duration::from_secs(15 * 60);
/// trunk goes on after a failed build, in the hope of a change.
const BUILD_FAILED: &str = "error from build pipeline";

/// Starts both, plays the journey, ends both.
pub(super) fn run(workspace: &Workspace) -> Result<Option<Skipped>> {
    let browser = Browser::ready(workspace)?;
    let tools = Tools::ready(workspace)?;
    let folder = workspace.kept("dev");
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).context("no folder for the journey")?;
    let [api, page] = ports::unused()?;

    let mut backend = Terminal::open("cargo-run", &folder, backend(workspace, &folder, api, page))?;
    backend.wait_until(workspace, || answers(api, "/healthz"))?;
    let mut trunk = tools.trunk(workspace)?;
    let config = trunk_toml(workspace, &folder, api)?;
    trunk.args(["serve", "--port", &page.to_string(), "--config"]).arg(config);
    let mut frontend = Terminal::open("trunk-serve", &folder, trunk)?;
    frontend.wait_until(workspace, || answers(page, "/"))?;

    let mut journey = browser.tests(workspace, "browser");
    journey.arg(TWO_TERMINALS).env("SITE", format!("http://localhost:{page}"));
    workspace
        .run(&mut journey)
        .with_context(|| format!("the logs of both are in {}", folder.display()))?;
    Ok(None)
}

/// `cargo run`, away from the developer's `.env`.
fn backend(workspace: &Workspace, folder: &Path, api: u16, page: u16) -> Command {
    let mut run = workspace.cargo(["run", "--manifest-path"]);
    run.arg(workspace.path("Cargo.toml")).current_dir(folder);
    run.env("PORT", api.to_string())
        .env("RUN_MODE", "development")
        .env("DATABASE_URL", "sqlite://journey.db")
        .env("DIST_DIR", "none")
        .env("API_DOMAIN", format!("http://localhost:{api}"))
        .env("WEBSITE_DOMAIN", format!("http://localhost:{page}"));
    run
}

/// Trunk.toml with the backend's port in the proxies, and a dist/ of its own.
fn trunk_toml(workspace: &Workspace, folder: &Path, api: u16) -> Result<PathBuf> {
    let text = workspace.read("Trunk.toml")?;
    let ports = TrunkToml::parse(&text)?.proxied_ports()?;
    let mut config: Table = toml::from_str(&text).context("Trunk.toml")?;
    // trunk takes paths from the folder of its configuration.
    let absolute = |path: &str| Value::String(workspace.path(path).display().to_string());
    for (table, key) in [("build", "target"), ("watch", "watch")] {
        match config.get_mut(table).and_then(|table| table.get_mut(key)) {
            Some(Value::Array(paths)) => paths
                .iter_mut()
                .for_each(|path| *path = absolute(path.as_str().unwrap_or_default())),
            Some(path) => *path = absolute(path.as_str().unwrap_or_default()),
            None => bail!("Trunk.toml has no {table}.{key}"),
        }
    }
    let build = config.get_mut("build").and_then(Value::as_table_mut).context("[build]")?;
    build.insert("dist".to_owned(), Value::String(folder.join("dist").display().to_string()));
    let mut text = toml::to_string(&config).context("Trunk.toml")?;
    for port in ports {
        text = text.replace(&format!(":{port}/"), &format!(":{api}/"));
    }
    let path = folder.join("Trunk.toml");
    fs::write(&path, text).context("could not write Trunk.toml")?;
    Ok(path)
}

/// A program that runs until this is dropped, and writes to a log.
struct Terminal {
    process: Process,
    log: PathBuf,
}

impl Terminal {
    fn open(name: &str, folder: &Path, mut command: Command) -> Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let file = File::create(&log).context("no log")?;
        command.stdout(file.try_clone().context("no log")?).stderr(file);
        println!("Starting {name}; its log: {}", log.display());
        Ok(Self { process: Process::spawn(&mut command)?, log })
    }

    fn wait_until(&mut self, workspace: &Workspace, mut ready: impl FnMut() -> bool) -> Result<()> {
        let mut ended = false;
        let is_ready = clock::wait_until(START_LIMIT, || {
            ended = workspace.interrupt().is_set()
                || !matches!(self.process.exited(), Ok(None))
                || self.log().contains(BUILD_FAILED);
            ended || ready()
        });
        ensure!(is_ready && !ended, "it did not start:\n{}", self.log());
        Ok(())
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}
