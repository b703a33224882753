//! The backend under `dev`: built, started, and started again when it ends.

use std::process::ExitStatus;
use std::time::Instant;

use anyhow::Result;

use super::restart::Restart;
use super::service::{Service, say};
use crate::clock;
use crate::workspace::Workspace;

const NAME: &str = "backend";

/// A build and a running program, either of which may be absent.
pub(super) struct Backend<'a> {
    workspace: &'a Workspace,
    build: Option<Service>,
    running: Option<(Service, Instant)>,
    restart: Restart,
}

impl<'a> Backend<'a> {
    /// Begins the first build.
    pub(super) fn build(workspace: &'a Workspace) -> Result<Self> {
        let build = Some(build(workspace)?);
        Ok(Self { workspace, build, running: None, restart: Restart::default() })
    }

    /// Whether a build is under way.
    pub(super) fn is_building(&self) -> bool {
        self.build.is_some()
    }

    /// Begins a build because the sources have changed.
    pub(super) fn rebuild(&mut self) -> Result<()> {
        say(NAME, "changed: building");
        self.build = Some(build(self.workspace)?);
        Ok(())
    }

    /// Looks at both, and does what has become due.
    pub(super) fn supervise(&mut self) -> Result<()> {
        self.supervise_running()?;
        self.supervise_build()?;
        if !self.is_building() && self.restart.is_due() {
            say(NAME, "starting again");
            self.start()?;
        }
        Ok(())
    }

    /// Notices that the backend has ended by itself, and says when it comes back. The page stays.
    fn supervise_running(&mut self) -> Result<()> {
        let Some((running, since)) = &mut self.running else {
            return Ok(());
        };
        if let Some(status) = running.exited()? {
            let wait = self.restart.plan(status, since.elapsed());
            self.running = None;
            let when = match wait {
                Some(wait) => {
                    format!("it starts again in {} s, or when you press Enter", wait.as_secs())
                }
                None => {
                    "it starts again after your next change, or when you press Enter".to_owned()
                }
            };
            say(NAME, &format!("ended by itself ({status}); {when}"));
        }
        Ok(())
    }

    /// Puts a finished build into service.
    fn supervise_build(&mut self) -> Result<()> {
        let Some(build) = &mut self.build else {
            return Ok(());
        };
        if let Some(status) = build.exited()? {
            self.build = None;
            self.finish_build(status)?;
        }
        Ok(())
    }

    fn finish_build(&mut self, status: ExitStatus) -> Result<()> {
        if status.success() {
            self.start()?;
        } else if self.running.is_some() {
            say(NAME, "the build failed; the last good one keeps running");
        } else {
            say(NAME, "the build failed; it is tried again after your next change");
        }
        Ok(())
    }

    fn start(&mut self) -> Result<()> {
        // The old one ends first: the two would want one port and one database.
        self.running = None;
        self.restart.cancel();
        let mut command = self.workspace.command(self.workspace.binary("debug", "backend"));
        self.running = Some((Service::spawn(NAME, &mut command)?, clock::now()));
        Ok(())
    }
}

/// Not `cargo run`: the running backend must not hold cargo's lock.
fn build(workspace: &Workspace) -> Result<Service> {
    Service::spawn(NAME, &mut workspace.cargo(["build", "--package", "backend"]))
}
