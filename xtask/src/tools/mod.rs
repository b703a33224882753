//! What builds the page: the wasm target, trunk, wasm-bindgen and wasm-opt, each pinned to the one
//! version that was tried. A program of that version on the PATH is used first. What has to be built
//! goes into a per-user cache, so that nothing global changes and a second clone starts at once.
//!
//! `dev` and `build` install what is missing; `test` does so only with `--install` or in CI.

mod axe;
mod cache;
mod cargo_tool;
mod npm;
mod supertokens;
mod wasm_opt;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

pub(crate) use self::axe::script as axe_script;
pub(crate) use self::supertokens::client as supertokens_client;
pub(crate) use self::wasm_opt::WasmOpt;
use crate::missing::Missing;
use crate::program;
use crate::tools::cargo_tool::CargoTool;
use crate::workspace::Workspace;

/// The target of the page.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// 0.22 asks for a newer Rust than rust-toolchain.toml names.
const TRUNK_VERSION: &str = "0.21.14";

/// The tools, ready to use.
pub(crate) struct Tools {
    trunk: PathBuf,
    /// Folders that go in front of the PATH, because trunk looks for its tools there.
    folders: Vec<PathBuf>,
}

impl Tools {
    /// Makes sure of what every build of the page needs.
    pub(crate) fn ready(workspace: &Workspace) -> Result<Self> {
        add_wasm_target(workspace)?;
        let bindgen = wasm_bindgen(workspace)?;
        let trunk = CargoTool {
            name: "trunk",
            package: "trunk",
            version: TRUNK_VERSION,
            purpose: "it builds and serves the page",
            minutes: "4 to 8",
            // What is left out checks for newer versions and needs OpenSSL.
            build_arguments: &["--no-default-features", "--features=rustls"],
        }
        .ready(workspace)?;
        let mut tools = Self { trunk, folders: Vec::new() };
        tools.add_folder_of(&bindgen);
        Ok(tools)
    }

    /// Lets trunk find the program at `path`.
    pub(crate) fn add_folder_of(&mut self, path: &Path) {
        self.folders.extend(path.parent().map(Path::to_owned));
    }

    /// A command of trunk that finds the other tools.
    pub(crate) fn trunk(&self, workspace: &Workspace) -> Result<Command> {
        let mut command = workspace.command(&self.trunk);
        command.env("PATH", self.search_path()?);
        // trunk refuses the usual NO_COLOR=1.
        command.env_remove("NO_COLOR");
        Ok(command)
    }

    fn search_path(&self) -> Result<OsString> {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned();
        env::join_paths(folders.chain(env::split_paths(&inherited)))
            .context("a tool's folder cannot be put on the PATH")
    }
}

/// The program `wasm-bindgen`, in the version of Cargo.lock.
fn wasm_bindgen(workspace: &Workspace) -> Result<PathBuf> {
    let version = locked_version(&workspace.read("Cargo.lock")?, "wasm-bindgen")
        .context("the version of wasm-bindgen")?;
    CargoTool {
        name: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: &version,
        purpose: "it writes the JavaScript between the browser and the page's wasm",
        minutes: "2 to 5",
        build_arguments: &[],
    }
    .ready(workspace)
}

/// What runs tests of wasm in a browser. The package of `wasm-bindgen` installs it too.
pub(crate) fn wasm_test_runner(workspace: &Workspace) -> Result<PathBuf> {
    add_wasm_target(workspace)?;
    let name = format!("wasm-bindgen-test-runner{}", env::consts::EXE_SUFFIX);
    let runner = wasm_bindgen(workspace)?.with_file_name(name);
    ensure!(runner.exists(), "{} is missing: install wasm-bindgen-cli whole", runner.display());
    Ok(runner)
}

/// Adds the wasm target to the toolchain if it is not there.
pub(crate) fn add_wasm_target(workspace: &Workspace) -> Result<()> {
    let mut query = workspace.command("rustc");
    query.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    if program::output(&mut query).is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    let missing = Missing {
        what: format!("Rust's standard library for {WASM_TARGET}"),
        command: format!("rustup target add {WASM_TARGET}"),
    };
    workspace.install(missing, || {
        println!("Adding the target {WASM_TARGET}: the page is compiled for it.");
        workspace
            .run(workspace.command("rustup").args(["target", "add", WASM_TARGET]))
            .with_context(|| format!("the page needs Rust's standard library for {WASM_TARGET}"))
    })
}

/// The part of a Cargo.lock that is read here.
#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

/// The version of `package` in the text of a Cargo.lock.
fn locked_version(lock: &str, package: &str) -> Result<String> {
    let lock: Lock = toml::from_str(lock).context("Cargo.lock")?;
    let package = lock.package.into_iter().find(|found| found.name == package);
    package.map(|found| found.version).context("Cargo.lock does not name it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_named_package() {
        let lock = "\
[[package]]
name = \"wasm-bindgen-futures\"
version = \"0.4.79\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.129\"
dependencies = [
 \"cfg-if\",
]
";
        assert_eq!(locked_version(lock, "wasm-bindgen").ok().as_deref(), Some("0.2.129"));
        assert!(locked_version(lock, "bindgen").is_err());
    }
}
