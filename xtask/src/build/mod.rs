//! `cargo xtask build`: the release. One binary with the migrations inside, and the page in dist/,
//! compressed beforehand, so that the server hands the files out as they are.

mod compress;
mod sizes;

use anyhow::{Result, bail};
use clap::Args;

use self::sizes::Sizes;
use crate::tools::{Tools, WasmOpt};
use crate::workspace::Workspace;

/// What a first visit may load, in bytes of brotli: wasm, js, css and html together. Raise it when
/// your app is worth more to its visitors.
const PAGE_LIMIT: u64 = 280_000;

/// The command line.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Build the page in dist/ and leave the backend alone.
    #[arg(long)]
    frontend_only: bool,
}

/// What is known of the page's size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PageSize {
    /// It is within the limit.
    WithinLimit,
    /// Without wasm-opt it is over the limit; with it, it may be within.
    Unknown,
}

impl PageSize {
    /// Whether the limit could not be checked.
    pub(crate) fn is_unknown(self) -> bool {
        self == Self::Unknown
    }

    fn check(bytes: u64, is_optimised: bool) -> Result<Self> {
        if bytes <= PAGE_LIMIT {
            return Ok(Self::WithinLimit);
        }
        if !is_optimised {
            return Ok(Self::Unknown);
        }
        bail!(
            "the page is {bytes} bytes of brotli, {} over its limit of {PAGE_LIMIT}; if your app \
             is worth it, raise PAGE_LIMIT in xtask/src/build/mod.rs",
            bytes - PAGE_LIMIT
        )
    }
}

/// Builds the page and the binary.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<PageSize> {
    let size = build_page(workspace)?;
    if !options.frontend_only {
        build_backend(workspace)?;
        println!("\nThe binary: {}", workspace.binary("release", "backend").display());
    }
    Ok(size)
}

/// Builds the binary alone.
pub(crate) fn build_backend(workspace: &Workspace) -> Result<()> {
    workspace.run(&mut workspace.cargo(["build", "--release", "--package", "backend"]))
}

/// Builds, compresses and measures the page.
fn build_page(workspace: &Workspace) -> Result<PageSize> {
    let mut tools = Tools::ready(workspace)?;
    let wasm_opt = WasmOpt::ready(workspace)?;
    let is_optimised = !matches!(wasm_opt, WasmOpt::Missing);
    if let WasmOpt::At(path) = &wasm_opt {
        tools.add_folder_of(path);
    }
    let mut trunk = tools.trunk(workspace)?;
    trunk.arg("build");
    if is_optimised {
        trunk.arg("--release");
        trunk.env("TRUNK_TOOLS_WASM_OPT", WasmOpt::RELEASE);
    } else {
        // With --release trunk always runs wasm-opt. What remains of a release is its profile.
        trunk.args(["--cargo-profile", "web"]);
    }
    workspace.run(&mut trunk)?;

    let sizes = Sizes::new(compress::folder(&workspace.path("dist"))?);
    println!("\n{sizes}(limit: {PAGE_LIMIT} bytes)");
    if !is_optimised {
        println!(
            "wasm-opt is missing, so the page is larger than it need be: put wasm-opt {} on the \
             PATH, or install npm, with which `cargo xtask build` fetches it.",
            WasmOpt::RELEASE
        );
    }
    PageSize::check(sizes.page(), is_optimised)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_over_the_limit_fails_and_says_how_to_raise_it() {
        assert_eq!(PageSize::check(PAGE_LIMIT, true).ok(), Some(PageSize::WithinLimit));
        assert_eq!(PageSize::check(PAGE_LIMIT + 1, false).ok(), Some(PageSize::Unknown));
        let error = PageSize::check(PAGE_LIMIT + 7, true).expect_err("7 bytes too many");
        let text = error.to_string();
        assert!(text.contains("7 over") && text.contains("PAGE_LIMIT in xtask/src"), "{text}");
    }
}
