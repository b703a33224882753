//! Trunk.toml passes on to the backend whatever `shared` calls an endpoint. One that is forgotten
//! there answers with the page in development, and works in production only.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use shared::DEFAULT_API_BASE_PATH;

/// The paths that `trunk serve` passes on, with everything below them.
fn proxied(trunk: &str) -> Vec<&str> {
    let backends = trunk.lines().filter_map(|line| line.strip_prefix("backend = \"http://"));
    let paths =
        backends.filter_map(|rest| rest.trim_end_matches('"').find('/').map(|at| &rest[at..]));
    paths.map(|path| path.trim_end_matches('"')).collect()
}

/// The path of every endpoint that a source file spells, as a browser asks for it.
fn endpoints(source: &str) -> Vec<String> {
    let spelled = source.split("const PATH: &'static str = \"").skip(1);
    spelled
        .filter_map(|rest| {
            let (path, rest) = rest.split_once('"')?;
            let (of_this_endpoint, _) = rest.split_once('}')?;
            let is_below = of_this_endpoint.contains("Scope::");
            Some(format!("{}{path}", if is_below { DEFAULT_API_BASE_PATH } else { "" }))
        })
        .collect()
}

#[test]
fn cover_every_endpoint() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the workspace")?;
    let trunk = std::fs::read_to_string(root.join("Trunk.toml"))?;
    let proxied = proxied(&trunk);
    let mut count = 0;
    for file in std::fs::read_dir(root.join("shared/src"))? {
        let file = file?.path();
        if file.extension().is_none_or(|kind| kind != "rs") {
            continue;
        }
        for path in endpoints(&std::fs::read_to_string(&file)?) {
            let covers = |prefix: &&str| {
                path.strip_prefix(*prefix)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            ensure!(
                proxied.iter().any(covers),
                "{path} of {} is not in Trunk.toml",
                file.display()
            );
            count += 1;
        }
    }
    ensure!(count >= 15, "{count} endpoints were found: this test reads their paths no more");
    Ok(())
}
