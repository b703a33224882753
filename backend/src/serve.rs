//! The running program: listen, open the database, serve, end cleanly.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::Router;
use shared::names::PRODUCT_NAME;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::{Config, RunMode};
use crate::maintenance::Maintenance;
use crate::routes;
use crate::signals::Signals;
use crate::state::{AppState, Deps};

/// How long requests may take to finish after the first signal.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(8);

/// Runs until SIGTERM or Ctrl-C, or until the signing keys cannot be opened any more.
///
/// # Errors
/// With a sentence that says what to set or to do.
pub async fn run(config: Config) -> anyhow::Result<()> {
    // First the port: a second start is told so before it touches the database.
    let listener = listen(config.listen).await?;
    let address = listener.local_addr()?;
    announce(&config, address);
    let db = crate::database::connect(config.database_url.expose()).await?;
    let state = AppState::new(config, Deps::system(db.clone())).await?;
    let maintenance = Maintenance::start(state.sessions.clone());
    let app = routes::router(state);
    let signals = Signals::catch()?;
    tracing::info!("{PRODUCT_NAME} is listening on http://{address}");
    let outcome = serve_with(listener, app, signals, maintenance).await;
    db.close().await;
    tracing::info!("stopped");
    outcome
}

/// Serves; when the keys cannot be kept it stops as after a signal, and says why.
async fn serve_with(
    listener: TcpListener,
    app: Router,
    signals: Signals,
    mut maintenance: Maintenance,
) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    tokio::spawn(stop_at_a_signal(signals, stop.clone()));
    let serving = serve(listener, app, stop.clone());
    tokio::pin!(serving);
    tokio::select! {
        served = &mut serving => served,
        failed = maintenance.failed() => {
            stop.cancel();
            serving.await?;
            Err(failed?.into())
        }
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.or_else(|error| {
        if error.kind() == std::io::ErrorKind::AddrInUse {
            bail!("port {} is taken: stop what uses it, or set PORT to another", address.port());
        }
        Err(error).with_context(|| format!("cannot listen on {address}: set HOST and PORT"))
    })
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
    let reach = if config.allow_lan { "other machines allowed" } else { "this machine only" };
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

async fn stop_at_a_signal(mut signals: Signals, stop: CancellationToken) {
    signals.next().await;
    tracing::info!("stopping: finishing what is under way; a second signal ends at once");
    stop.cancel();
    signals.next().await;
    std::process::exit(130);
}

async fn serve(listener: TcpListener, app: Router, stop: CancellationToken) -> anyhow::Result<()> {
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let server =
        axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    let deadline = async {
        stop.cancelled().await;
        tokio::time::sleep(SHUTDOWN_TIMEOUT).await;
    };
    tokio::select! {
        served = server => served?,
        () = deadline => tracing::warn!("some requests did not finish in time"),
    }
    Ok(())
}
