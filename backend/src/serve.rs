//! The running program: listen, open the database, serve, end cleanly.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::Router;
use shared::names::PRODUCT_NAME;
use tokio::net::TcpListener;

use crate::config::{Config, RunMode};
use crate::routes;
use crate::session::Sessions;
use crate::signals::Signals;
use crate::state::{AppState, Deps};
use crate::store::Db;

/// How long requests may take to finish after the first signal.
const DRAIN: Duration = Duration::from_secs(8);

/// Runs until SIGTERM or Ctrl-C.
///
/// # Errors
/// With a sentence that says what to set or to do.
pub async fn run(config: Config) -> anyhow::Result<()> {
    // First the port: a second start is told so before it touches the database.
    let listener = listen(config.listen).await?;
    let address = listener.local_addr()?;
    announce(&config, address);
    let db = Db::connect(config.database_url.expose()).await?;
    let state = AppState::new(config, Deps::system(db.clone())).await?;
    let sessions = state.sessions.clone();
    let upkeep = tokio::spawn(keep_keys(sessions));
    let app = routes::router(state);
    let signals = Signals::catch()?;
    tracing::info!("{PRODUCT_NAME} is listening on http://{address}");
    serve(listener, app, signals).await?;
    upkeep.abort();
    db.close().await;
    tracing::info!("stopped");
    Ok(())
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
    if config.run_mode != RunMode::Development {
        return;
    }
    tracing::warn!(
        "DEVELOPMENT mode: demo users, no TLS, this machine only; set RUN_MODE=production to ship"
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

async fn serve(listener: TcpListener, app: Router, mut signals: Signals) -> anyhow::Result<()> {
    let (stop, stopping) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        signals.next().await;
        tracing::info!("stopping: finishing what is under way; a second signal ends at once");
        // Nobody listens: the server has ended by itself.
        let _ = stop.send(true);
        signals.next().await;
        std::process::exit(130);
    });
    let asked = |mut stopping: tokio::sync::watch::Receiver<bool>| async move {
        // The sender lives as long as the task above, which never ends first.
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(asked(stopping.clone()));
    let deadline = async {
        asked(stopping).await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        served = server => served?,
        () = deadline => tracing::warn!("some requests did not finish in time"),
    }
    Ok(())
}

/// Warms the generator, then rotates the signing keys and reads them again and again: a key that
/// was withdrawn elsewhere must stop verifying here within a minute.
///
/// It never ends. Whoever serves sessions by other means than [`run`] spawns it beside the server,
/// once for each [`Sessions`].
pub async fn keep_keys(sessions: Sessions) {
    let warm = sessions.clone();
    let warmed = tokio::task::spawn_blocking(move || warm.warm_up()).await;
    if let Err(error) = warmed {
        tracing::error!(%error, "cannot warm up");
    }
    loop {
        let pause = u64::try_from(sessions.keys().upkeep_interval()).unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(pause)).await;
        if let Err(error) = sessions.keys().upkeep().await {
            tracing::warn!(error = format!("{error:#}"), "cannot keep the signing keys");
        }
    }
}
