//! A private Postgres for the store tests: a fresh folder, a free port, gone at the end.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::outcome::{Skipped, missing};
use super::packages;
use crate::clock;
use crate::ports;
use crate::process::Process;
use crate::program;
use crate::workspace::Workspace;

const USER: &str = "latchkey";
const START_LIMIT: Duration = Duration::from_secs(30);

/// A running server. Dropping it stops it and removes its folder.
pub(super) struct Server {
    port: u16,
    data: PathBuf,
    process: Process,
}

/// The server for a test run. There is none if the developer names one, or if it cannot be had.
pub(super) fn for_tests(workspace: &Workspace) -> Result<(Option<Server>, Option<Skipped>)> {
    if env::var_os("TEST_POSTGRES_URL").is_some() {
        return Ok((None, None));
    }
    match packages::ready(workspace, &["postgresql"], find_binaries) {
        Ok(binaries) => Ok((Some(Server::start(workspace, &binaries)?), None)),
        Err(error) => match missing(&error) {
            Some(missing) => {
                let what = format!(
                    "what runs on both engines ran on SQLite only: {missing}, or set \
                     TEST_POSTGRES_URL"
                );
                Ok((None, Some(Skipped(what))))
            }
            None => Err(error),
        },
    }
}

/// The folder of initdb and postgres. Debian keeps it off the PATH.
fn find_binaries() -> Option<PathBuf> {
    let configured = program::output(Command::new("pg_config").arg("--bindir")).map(PathBuf::from);
    let debian = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"));
    let on_path = program::find_on_path("initdb").and_then(|path| Some(path.parent()?.to_owned()));
    configured.into_iter().chain(debian).chain(on_path).find(|folder| {
        ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file())
    })
}

impl Server {
    fn start(workspace: &Workspace, binaries: &Path) -> Result<Self> {
        let data = env::temp_dir().join(format!("latchkey-postgres-{}", process::id()));
        let mut initdb = command(binaries, "initdb")?;
        initdb.args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        initdb.arg(format!("--username={USER}")).arg("--pgdata").arg(&data);
        ensure!(program::output(&mut initdb).is_some(), "`{}` failed", program::describe(&initdb));

        let [port] = ports::unused()?;
        let mut postgres = command(binaries, "postgres")?;
        postgres.arg("-D").arg(&data).args(["-p", &port.to_string()]);
        // The data is thrown away at the end: do not wait for the disk.
        for setting in [
            "fsync=off",
            "full_page_writes=off",
            "listen_addresses=127.0.0.1",
            "log_min_messages=fatal",
            "max_connections=300",
            "synchronous_commit=off",
            "unix_socket_directories=",
        ] {
            postgres.args(["-c", setting]);
        }
        let mut server = Self { port, data, process: Process::spawn(&mut postgres)? };
        server.wait_until_ready(workspace, binaries)?;
        Ok(server)
    }

    fn wait_until_ready(&mut self, workspace: &Workspace, binaries: &Path) -> Result<()> {
        let port = self.port.to_string();
        let mut question = workspace.command(binaries.join("pg_isready"));
        question.args(["-q", "-h", "127.0.0.1", "-p", &port]);
        let ready = clock::wait_until(START_LIMIT, || program::output(&mut question).is_some());
        ensure!(ready, "Postgres did not start within {START_LIMIT:?}");
        Ok(())
    }

    /// Where it listens, as `DATABASE_URL` spells it.
    pub(super) fn url(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.stop();
        if let Err(error) = fs::remove_dir_all(&self.data) {
            println!("could not remove {}: {error}", self.data.display());
        }
    }
}

/// One of Postgres' programs. It refuses to be root, so root becomes the package's own user.
fn command(binaries: &Path, name: &str) -> Result<Command> {
    let mut command = Command::new(binaries.join(name));
    // Not the checkout: that user may not be allowed to see it.
    command.current_dir(env::temp_dir());
    #[cfg(unix)]
    if packages::is_root() {
        let user = packages::user_id(Some("postgres"))
            .context("Postgres refuses to run as root, and there is no user `postgres`")?;
        std::os::unix::process::CommandExt::uid(&mut command, user);
    }
    Ok(command)
}
