//! Packages of the system, where they can be installed without asking anybody.

use std::process::Command;

use crate::program;
use crate::workspace::Workspace;

/// Installs Debian packages if we may. Whether it helped, the caller sees by looking again.
pub(super) fn install(workspace: &Workspace, packages: &[&str]) {
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

pub(super) fn is_root() -> bool {
    user_id(None) == Some(0)
}

/// The number of a user, or of the one we run as.
pub(super) fn user_id(name: Option<&str>) -> Option<u32> {
    program::output(Command::new("id").arg("-u").args(name))?.parse().ok()
}
