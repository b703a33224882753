//! The files of a checkout that belong to the project, and copies of them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// Folders of a checkout without git (a downloaded archive) that are not the project's.
const GENERATED: [&str; 5] = [".git", "data", "dist", "node_modules", "target"];

/// The project's files, relative to `root`: what git tracks or would, or everything where there is
/// no git.
pub(crate) fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut list = Command::new("git");
    list.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    let listed = list.output().ok().filter(|output| output.status.success());
    // git lists nothing in a folder that it ignores, such as a copy in target/.
    let listed = listed.map(|output| output.stdout).filter(|names| !names.is_empty());
    let mut files = match listed {
        Some(names) => names
            .split(|byte| *byte == 0)
            .filter_map(|name| std::str::from_utf8(name).ok())
            .map(PathBuf::from)
            // git goes on listing what was deleted and not committed.
            .filter(|path| root.join(path).is_file())
            .collect(),
        None => {
            let mut found = Vec::new();
            walk(root, Path::new(""), &mut found)
                .with_context(|| format!("could not list {}", root.display()))?;
            found
        }
    };
    files.sort();
    files.dedup();
    Ok(files)
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_file() {
            found.push(path);
        } else if !GENERATED.iter().any(|name| path.file_name() == Some(OsStr::new(name))) {
            walk(root, &path, found)?;
        }
    }
    Ok(())
}

/// Copies the project's files into `to`, which is emptied first.
pub(crate) fn copy(root: &Path, to: &Path) -> Result<()> {
    // Usually there is none.
    fs::remove_dir_all(to).ok();
    for file in files(root)? {
        let copy = to.join(&file);
        copy.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::copy(root.join(&file), &copy))
            .with_context(|| format!("could not copy {}", file.display()))?;
    }
    Ok(())
}
