//! `cargo xtask dev`: the backend and the page together, both rebuilt on change.
//!
//! trunk watches the page by itself. The backend is built and restarted here; a build that fails
//! leaves the running one alone, and one that ends by itself is tried again after the next change.

mod answers;
mod changes;
mod ports;
mod service;

use anyhow::Result;

use self::answers::announce_when_ready;
use self::changes::Changes;
use self::ports::Ports;
use self::service::{Service, say};
use crate::clock;
use crate::tools::Tools;
use crate::workspace::Workspace;

/// What the backend is made of.
const BACKEND_SOURCES: [&str; 3] = ["backend", "shared", "migrations"];

const BACKEND: &str = "backend";
const FRONTEND: &str = "frontend";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let ports = Ports::read(workspace)?;
    ports.ensure_free()?;
    let tools = Tools::ready(workspace)?;
    println!("Starting. The first build takes minutes, later ones seconds. Ctrl-C ends it.");
    let dev = Dev::start(workspace, &tools)?;
    announce_when_ready(ports);
    dev.supervise()
}

/// What is running. Dropping it ends them all.
struct Dev<'a> {
    workspace: &'a Workspace,
    changes: Changes,
    frontend: Service,
    backend: Option<Service>,
    build: Option<Service>,
}

impl<'a> Dev<'a> {
    fn start(workspace: &'a Workspace, tools: &Tools) -> Result<Self> {
        Ok(Self {
            workspace,
            changes: Changes::watch(workspace, &BACKEND_SOURCES)?,
            frontend: Service::spawn(FRONTEND, tools.trunk(workspace)?.arg("serve"))?,
            backend: None,
            build: Some(build_backend(workspace)?),
        })
    }

    fn supervise(mut self) -> Result<()> {
        while !self.workspace.interrupt().is_set() {
            self.frontend.ensure_running()?;
            self.follow_backend()?;
            self.follow_build()?;
            if self.build.is_none() && self.changes.have_settled() {
                say(BACKEND, "changed: building");
                self.build = Some(build_backend(self.workspace)?);
            }
            clock::pause(clock::POLL);
        }
        println!("Ending both.");
        Ok(())
    }

    /// Says when the backend has ended by itself: a setting it refuses, say. The page stays.
    fn follow_backend(&mut self) -> Result<()> {
        let Some(backend) = &mut self.backend else {
            return Ok(());
        };
        if let Some(status) = backend.exited()? {
            self.backend = None;
            say(
                BACKEND,
                &format!("ended by itself ({status}); it starts again after your next change"),
            );
        }
        Ok(())
    }

    /// Puts a finished build into service.
    fn follow_build(&mut self) -> Result<()> {
        let Some(build) = &mut self.build else {
            return Ok(());
        };
        let Some(status) = build.exited()? else {
            return Ok(());
        };
        self.build = None;
        if status.success() {
            // The old one first: the two would want one port and one database.
            self.backend = None;
            let binary = self.workspace.binary("debug", "backend")?;
            let mut command = self.workspace.command(binary);
            self.backend = Some(Service::spawn(BACKEND, &mut command)?);
        } else if self.backend.is_some() {
            say(BACKEND, "the build failed; the last good one keeps running");
        } else {
            say(BACKEND, "the build failed; it is tried again after your next change");
        }
        Ok(())
    }
}

/// Not `cargo run`: the running backend must not hold cargo's lock.
fn build_backend(workspace: &Workspace) -> Result<Service> {
    let mut command = workspace.cargo(["build", "--package", "backend"]);
    Service::spawn(BACKEND, &mut command)
}
