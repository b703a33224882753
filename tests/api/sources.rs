//! What is not in the sources: the browser's storage in the page (security rule 5.7), and versions
//! of dependencies with known holes in the lock file (security rule 11.3). And what the README must
//! name as long as the app has no rate limits of its own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

pub(crate) fn root() -> Result<&'static Path> {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the workspace")
}

/// The files below a folder.
pub(crate) fn files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

#[test]
fn the_page_keeps_nothing_in_the_browsers_storage() -> Result<()> {
    let mut found = vec![root()?.join("frontend/Cargo.toml"), root()?.join("frontend/loader.mjs")];
    found.push(root()?.join("frontend/session/Cargo.toml"));
    files(&root()?.join("frontend/src"), &mut found)?;
    files(&root()?.join("frontend/session/src"), &mut found)?;
    ensure!(found.len() > 20, "this test reads the page's sources no more: {found:?}");
    for file in found {
        let text = std::fs::read_to_string(&file)?.to_lowercase();
        for name in
            ["localstorage", "local_storage", "sessionstorage", "session_storage", "indexeddb"]
        {
            ensure!(!text.contains(name), "{name} is in {}", file.display());
        }
        let is_manifest = file.ends_with("Cargo.toml");
        ensure!(!is_manifest || !text.contains("\"storage\""), "a feature of web-sys");
    }
    Ok(())
}

/// The oldest versions without a known hole that matters here; `h2` counts if it is there.
const OLDEST: [(&str, [u64; 3]); 5] = [
    ("h2", [0, 4, 16]),
    ("idna", [1, 0, 3]),
    ("jsonwebtoken", [10, 3, 0]),
    ("sqlx", [0, 8, 1]),
    ("time", [0, 3, 47]),
];

/// The names and versions of the lock file.
fn locked(text: &str) -> impl Iterator<Item = (&str, Vec<u64>)> {
    text.split("[[package]]").filter_map(|package| {
        let field = |name: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.trim_start_matches(" = ").trim_matches('"'))
        };
        let version = field("version")?.split(['+', '-']).next()?;
        Some((field("name")?, version.split('.').filter_map(|part| part.parse().ok()).collect()))
    })
}

#[test]
fn no_locked_version_is_older_than_its_last_known_hole() -> Result<()> {
    let text = std::fs::read_to_string(root()?.join("Cargo.lock"))?;
    let mut seen = 0;
    for (name, version) in locked(&text) {
        if let Some((_, oldest)) = OLDEST.iter().find(|(checked, _)| *checked == name) {
            ensure!(version.as_slice() >= oldest.as_slice(), "{name} {version:?}");
            seen += 1;
        }
    }
    ensure!(seen >= OLDEST.len() - 1, "this test reads the lock file no more: {seen}");
    Ok(())
}

#[test]
fn the_readme_names_every_path_whose_rate_a_proxy_must_limit() -> Result<()> {
    let readme = std::fs::read_to_string(root()?.join("README.md"))?;
    for path in
        ["/auth/signin", "/auth/TENANT/signin", "/api/account/confirm", "/api/account/password"]
    {
        ensure!(readme.contains(&format!("`{path}`")), "{path}");
    }
    Ok(())
}
