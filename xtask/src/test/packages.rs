//! Packages of the system that the tests need.

use std::process::Command;

use anyhow::Result;

use crate::missing::Missing;
use crate::program;
use crate::workspace::Workspace;

/// What `find` finds; if it finds nothing, these Debian packages are installed first, where this
/// run installs at all.
pub(super) fn ready<T>(
    workspace: &Workspace,
    packages: &[&str],
    find: impl Fn() -> Option<T>,
) -> Result<T> {
    if let Some(found) = find() {
        return Ok(found);
    }
    workspace.install(missing(packages), || {
        install(workspace, packages);
        Ok(())
    })?;
    find().ok_or_else(|| missing(packages).into())
}

fn missing(packages: &[&str]) -> Missing {
    let packages = packages.join(" ");
    let command = if program::find_on_path("apt-get").is_some() {
        format!("sudo apt-get install {packages}")
    } else {
        "install it with your system's package manager".to_owned()
    };
    Missing { what: packages.replace(' ', " or "), command }
}

/// Whether it helped, the caller sees by looking again.
fn install(workspace: &Workspace, packages: &[&str]) {
    let may = is_root() || program::output(Command::new("sudo").args(["-n", "true"])).is_some();
    if !may || program::find_on_path("apt-get").is_none() {
        return;
    }
    println!("Installing {}: the tests need it.", packages.join(" and "));
    let mut install = apt_get(workspace, &["install", "--yes", "--no-install-recommends"]);
    let installed = workspace
        .run(&mut apt_get(workspace, &["update"]))
        .and_then(|()| workspace.run(install.args(packages)));
    if let Err(error) = installed {
        println!("{error:#}");
    }
}

fn apt_get(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut command = if is_root() {
        workspace.command("apt-get")
    } else {
        let mut sudo = workspace.command("sudo");
        sudo.args(["-n", "apt-get"]);
        sudo
    };
    command.args(arguments);
    command
}

/// Whether this program runs as root.
pub(super) fn is_root() -> bool {
    user_id(None) == Some(0)
}

/// The number of a user, or of the one that runs this program.
pub(super) fn user_id(name: Option<&str>) -> Option<u32> {
    program::output(Command::new("id").arg("-u").args(name))?.parse().ok()
}
