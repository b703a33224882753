//! Trunk.toml passes on to the backend whatever `shared` calls an endpoint. One that is forgotten
//! there answers with the page in development, and works in production only.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use shared::{DEFAULT_API_BASE_PATH, ENDPOINTS, TenantId};

/// The paths that `trunk serve` passes on, with everything below them.
fn proxied(trunk: &str) -> Vec<&str> {
    let backends = trunk.split("backend = \"http://").skip(1);
    let addresses = backends.filter_map(|rest| rest.split('"').next());
    addresses.filter_map(|address| address.find('/').map(|at| &address[at..])).collect()
}

#[test]
fn cover_every_endpoint() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the workspace")?;
    let trunk = std::fs::read_to_string(root.join("Trunk.toml"))?;
    let proxied = proxied(&trunk);
    for endpoint in ENDPOINTS {
        let path = endpoint.scope.path(DEFAULT_API_BASE_PATH, &TenantId::public(), endpoint.path);
        let covers = |prefix: &&str| {
            path.strip_prefix(*prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        ensure!(proxied.iter().any(covers), "{path} of {} is not in Trunk.toml", endpoint.name);
    }
    ensure!(ENDPOINTS.len() >= 15, "{} endpoints are listed", ENDPOINTS.len());
    Ok(())
}
