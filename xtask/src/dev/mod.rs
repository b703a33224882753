//! `cargo xtask dev`: the backend and the page together, both rebuilt on change.
//!
//! trunk watches the page by itself. The backend is built and restarted here: a build that fails
//! leaves the running one alone, and one that ends by itself is started again.

mod backend;
mod changes;
mod enter;
mod restart;
mod service;

use std::thread;

use anyhow::Result;

use self::backend::Backend;
use self::changes::Changes;
use self::service::Service;
use crate::answers::answers;
use crate::clock;
use crate::ports::Ports;
use crate::tools::Tools;
use crate::workspace::Workspace;

/// What the backend is made of.
const BACKEND_SOURCES: [&str; 3] = ["backend", "shared", "migrations"];

/// Runs both until the user ends them.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let ports = Ports::read(workspace)?;
    ports.ensure_free()?;
    let tools = Tools::ready(workspace)?;
    println!("Starting. The first build takes minutes, later ones seconds. Ctrl-C ends it.");
    let mut changes = Changes::watch(workspace, &BACKEND_SOURCES)?;
    let mut frontend = Service::spawn("frontend", tools.trunk(workspace)?.arg("serve"))?;
    let mut backend = Backend::build(workspace)?;
    announce_when_ready(ports);
    while !workspace.interrupt().is_set() {
        frontend.ensure_running()?;
        backend.supervise()?;
        if !backend.is_building() && changes.have_settled() {
            backend.rebuild()?;
        }
        clock::pause(clock::POLL);
    }
    println!("Ending both.");
    Ok(())
}

/// Prints the address of the page as soon as it works.
fn announce_when_ready(ports: Ports) {
    thread::spawn(move || {
        // One after the other, so that the backend's log holds one such request and not hundreds.
        for (port, path) in [(ports.backend, "/healthz"), (ports.frontend, "/")] {
            while !answers(port, path) {
                clock::pause(clock::POLL);
            }
        }
        println!("\n  Latchkey is ready: http://localhost:{}\n", ports.frontend);
    });
}
