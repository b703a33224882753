//! The running program: listen, open the database, serve, end cleanly.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::Router;
use tokio::net::TcpListener;
use tokio::signal;

use crate::config::{Config, RunMode};
use crate::routes;
use crate::session::Sessions;
use crate::state::{AppState, Deps};
use crate::store::Db;

/// How long requests may take to finish after the first signal.
const DRAIN: Duration = Duration::from_secs(8);
/// How often the signing keys are read again.
const KEY_RELOAD: Duration = Duration::from_secs(30);

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
    let upkeep = tokio::spawn(keep_keys_fresh(sessions));
    let app = routes::router(state);
    tracing::info!("listening on http://{address}");
    serve(listener, app).await?;
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

async fn serve(listener: TcpListener, app: Router) -> anyhow::Result<()> {
    let (stop, stopping) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        asked_to_stop().await;
        tracing::info!("stopping: finishing what is under way; a second signal ends at once");
        let _ = stop.send(true);
        asked_to_stop().await;
        std::process::exit(130);
    });
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let mut graceful = stopping.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        let _ = graceful.wait_for(|stop| *stop).await;
    });
    let mut late = stopping;
    let deadline = async move {
        let _ = late.wait_for(|stop| *stop).await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        served = server => served?,
        () = deadline => tracing::warn!("some requests did not finish in time"),
    }
    Ok(())
}

async fn asked_to_stop() {
    let ctrl_c = async {
        if let Err(error) = signal::ctrl_c().await {
            tracing::error!(%error, "cannot wait for Ctrl-C");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "cannot wait for SIGTERM");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = ctrl_c => {}
        () = terminate => {}
    }
}

/// Warms the generator, then reads the signing keys again and again: a key that was withdrawn
/// elsewhere must stop verifying here within a minute.
async fn keep_keys_fresh(sessions: Sessions) {
    let warm = sessions.clone();
    let warmed = tokio::task::spawn_blocking(move || warm.warm_up()).await;
    if let Err(error) = warmed {
        tracing::error!(%error, "cannot warm up");
    }
    loop {
        tokio::time::sleep(KEY_RELOAD).await;
        if let Err(error) = sessions.keys().reload().await {
            tracing::warn!(error = format!("{error:#}"), "cannot read the signing keys again");
        }
    }
}
