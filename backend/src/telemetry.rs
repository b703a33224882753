//! The log: one line a request, and what happened inside it.

use std::io::IsTerminal;

use axum::body::Body;
use axum::http::Request;
use tower_http::classify::{ServerErrorsAsFailures, SharedClassifier};
use tower_http::trace::{DefaultOnFailure, DefaultOnResponse, MakeSpan, TraceLayer};
use tracing::{Level, Span};
use tracing_subscriber::EnvFilter;

/// Starts the log with a filter such as `info` or `info,backend=debug`.
///
/// # Errors
/// A filter that does not parse.
pub fn init(filter: &str) -> anyhow::Result<()> {
    let filter: EnvFilter = filter
        .parse()
        .map_err(|error| anyhow::anyhow!("LOG={filter} is no log filter: {error}"))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_ansi(std::io::stdout().is_terminal())
        .init();
    Ok(())
}

/// One line a request: method, path, status, time. No query and no header: they may hold what a
/// log must not (security rule 11.2).
pub fn request_log() -> TraceLayer<SharedClassifier<ServerErrorsAsFailures>, RequestSpan> {
    TraceLayer::new_for_http()
        .make_span_with(RequestSpan)
        .on_response(DefaultOnResponse::new().level(Level::INFO))
        .on_failure(DefaultOnFailure::new().level(Level::WARN))
}

/// The span of a request.
#[derive(Debug, Clone, Copy)]
pub struct RequestSpan;

impl MakeSpan<Body> for RequestSpan {
    fn make_span(&mut self, request: &Request<Body>) -> Span {
        let path = without_ids(request.uri().path());
        tracing::info_span!("request", method = %request.method(), path)
    }
}

/// The path with its UUIDs left out: the log must not name live sessions.
fn without_ids(path: &str) -> String {
    let is_id = |segment: &str| uuid::Uuid::try_parse(segment).is_ok();
    let shown = path.split('/').map(|segment| if is_id(segment) { "{id}" } else { segment });
    shown.collect::<Vec<_>>().join("/")
}
