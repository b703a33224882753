//! The per-user folder of tools: `~/.cache/latchkey/tools/<name>-<version>/`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use anyhow::{Context, Result};

/// The folder of one tool, whether it exists or not.
pub(super) fn folder(name: &str, version: &str) -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME")
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .context("HOME is not set, so there is no place for a cache of tools")?;
    Ok(cache.join(format!("latchkey/tools/{name}-{version}")))
}

/// Lets `fill` fill a folder beside `folder`, then moves it there in one step: an installation that
/// breaks half way leaves nothing that looks complete.
pub(super) fn install(folder: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = folder.with_file_name(format!("unfinished-{name}-{}", process::id()));
    fs::create_dir_all(&unfinished)
        .with_context(|| format!("could not create {}", unfinished.display()))?;
    let result = fill(&unfinished).and_then(|()| replace(folder, &unfinished));
    // After success there is nothing left to remove.
    fs::remove_dir_all(&unfinished).ok();
    result
}

fn replace(folder: &Path, new: &Path) -> Result<()> {
    // Usually there is none; a broken one makes room.
    fs::remove_dir_all(folder).ok();
    fs::rename(new, folder).with_context(|| format!("could not create {}", folder.display()))
}
