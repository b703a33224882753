//! The running program: listen, open the database, serve, end cleanly.

use std::net::SocketAddr;
use std::path::Path;

use server::Signals;
use shared::names::PRODUCT_NAME;

use crate::config::{Config, RunMode};
use crate::maintenance::Maintenance;
use crate::routes;
use crate::state::{AppState, Deps};

/// Runs until SIGTERM or Ctrl-C, or until the signing keys cannot be opened any more.
///
/// # Errors
/// With a sentence that says what to set or to do.
pub async fn run(config: Config) -> anyhow::Result<()> {
    // First the port: a second start is told so before it touches the database.
    let listener = server::listen(config.server.listen).await?;
    let address = listener.local_addr()?;
    announce(&config, address);
    let db = crate::database::connect(config.database_url.expose()).await?;
    let state = AppState::new(config, Deps::system(db.clone())).await?;
    let mut maintenance = Maintenance::of(&state);
    let app = routes::router(state);
    let signals = Signals::catch()?;
    tracing::info!("{PRODUCT_NAME} is listening on http://{address}");
    let served = server::serve(listener, app, signals, maintenance.failed()).await;
    db.close().await;
    tracing::info!("stopped");
    // When the keys cannot be kept it stops as after a signal, and says why.
    match served? {
        None => Ok(()),
        Some(failed) => Err(failed?.into()),
    }
}

fn announce(config: &Config, address: SocketAddr) {
    if config.run_mode == RunMode::Production {
        if !config.transport.cookie_secure {
            tracing::warn!(
                "API_DOMAIN={} in PRODUCTION: cookies are not Secure, and only browsers on this \
                 machine can sign in; set API_DOMAIN to the https address that people use",
                config.api_domain
            );
        }
        return;
    }
    let this_machine = config.server.loopback_only;
    let reach = if this_machine { "this machine only" } else { "other machines allowed" };
    tracing::warn!(
        "DEVELOPMENT mode: demo users, no TLS, {reach}; set RUN_MODE=production to ship"
    );
    let proxies = std::fs::read_to_string(Path::new("Trunk.toml")).unwrap_or_default();
    if !proxies.is_empty() && !proxies.contains(&format!(":{}/", address.port())) {
        tracing::warn!(
            "Trunk.toml passes API calls to another port than {}: change its [[proxy]] lines, or \
             `trunk serve` will not find this backend",
            address.port()
        );
    }
}
