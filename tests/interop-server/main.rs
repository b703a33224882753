//! A backend for the client suites of others: fixed routes on Latchkey's sessions.
//!
//! It stands on the backend crate's public API and on nothing private, and so proves that sessions
//! can be mounted under another app's routes. Two copies (`PORT` 8080 and 8082) share one store
//! (`DATABASE_URL`). It checks no origin and is never part of a release.

mod app;
mod app_id;
mod cors;
mod counters;
mod hooks;
mod older_login;
mod place;
mod plain;
mod replies;
mod sessions;
mod stage;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use tokio::net::TcpListener;

use crate::place::Place;
use crate::stage::Stage;

#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> anyhow::Result<()> {
    let place = Place::from_environment()?;
    let _log = server::telemetry::init(&place.log)?;
    // `localhost` is one or the other, and a machine may lack the second.
    let first = TcpListener::bind((Ipv4Addr::LOCALHOST, place.port)).await;
    let first = first.with_context(|| format!("cannot listen on port {}: set PORT", place.port))?;
    let second = TcpListener::bind((Ipv6Addr::LOCALHOST, place.port)).await.ok();
    tracing::info!("listening on http://localhost:{}", place.port);
    let app = router(Stage::open(place).await?);
    match second {
        Some(second) => tokio::try_join!(serve(first, app.clone()), serve(second, app)).map(drop),
        None => serve(first, app).await,
    }
}

async fn serve(listener: TcpListener, app: Router) -> anyhow::Result<()> {
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}

/// Hooks and routes that know no session; everything else is for the app that is served now.
fn router(stage: Arc<Stage>) -> Router {
    let website = stage.place().website.clone();
    Router::new()
        .merge(plain::router())
        .merge(hooks::router())
        .fallback(stage::serve_current)
        .method_not_allowed_fallback(replies::not_found)
        .layer(hooks::body_limit())
        .layer(axum::middleware::from_fn_with_state(website, cors::layer))
        .with_state(stage)
}
