//! Listening, serving, and ending cleanly (security rule 9.6).

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::Signals;

/// How long requests may take to finish after the first signal.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(8);

/// Why nothing can be served at an address. The sentence says what to set.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Another program listens there.
    #[error("port {0} is taken: stop what uses it, or set PORT to another")]
    PortTaken(u16),
    /// The address is not this machine's, or the port may not be used.
    #[error("cannot listen on {address}: set HOST and PORT")]
    Refused {
        /// Where it should have listened.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
}

/// Opens the port. Connections wait there until [`serve()`] takes them.
///
/// # Errors
/// [`ListenError`].
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => ListenError::PortTaken(address.port()),
        _ => ListenError::Refused { address, source },
    })
}

/// Serves until the first of `signals`, or until `failed` ends because the app cannot go on. What it
/// ended with is returned then, and `None` after a signal.
///
/// Requests that are under way have 8 seconds to finish; the rest is closed. A second signal ends the
/// process at once, with the status 130.
///
/// # Errors
/// The listener's.
pub async fn serve<F: Future>(
    listener: TcpListener,
    app: Router,
    signals: Signals,
    failed: F,
) -> io::Result<Option<F::Output>> {
    let stop = CancellationToken::new();
    tokio::spawn(stop_at_a_signal(signals, stop.clone()));
    let serving = serve_until(listener, app, stop.clone());
    tokio::pin!(serving);
    tokio::select! {
        served = &mut serving => served.map(|()| None),
        failed = failed => {
            stop.cancel();
            serving.await?;
            Ok(Some(failed))
        }
    }
}

async fn stop_at_a_signal(mut signals: Signals, stop: CancellationToken) {
    signals.next().await;
    tracing::info!("stopping: finishing what is under way; a second signal ends at once");
    stop.cancel();
    signals.next().await;
    std::process::exit(130);
}

async fn serve_until(
    listener: TcpListener,
    app: Router,
    stop: CancellationToken,
) -> io::Result<()> {
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
