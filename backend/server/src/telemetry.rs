//! The log: one line a request, what happened inside it, and the audit lines.
//!
//! Lines are handed to threads that write them, so that a reader of the log that stalls stops no
//! request.

use std::io::{IsTerminal, stdout};
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use tower_http::classify::{ServerErrorsAsFailures, SharedClassifier};
use tower_http::trace::{DefaultOnFailure, DefaultOnResponse, MakeSpan, TraceLayer};
use tracing::field::Empty;
use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata, Span, Subscriber};
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{FilterExt, FilterFn, ParseError, filter_fn};
use tracing_subscriber::fmt::format::{DefaultFields, Writer};
use tracing_subscriber::fmt::{self, FormatFields};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// The target of audit lines.
const AUDIT: &str = "audit";
/// The span of a request.
const REQUEST: &str = "request";
/// How many lines wait for a slow reader of the log. Further ones are dropped.
const MAX_WAITING_LINES: usize = 8_192;
/// How many audit lines wait, some 16 MB. None is dropped: the request that writes one more waits
/// with its thread until the log is read again.
const MAX_WAITING_AUDIT_LINES: usize = 65_536;

/// The threads that write the log. Dropped, they write what waits, for at most a second each.
#[must_use = "dropped, the log ends"]
pub struct LogWriters {
    _lines: WorkerGuard,
    _audit: WorkerGuard,
}

/// A log filter that does not parse. The sentence names the setting.
#[derive(Debug, thiserror::Error)]
#[error("LOG={filter} is no log filter: {reason}")]
pub struct NoLogFilter {
    filter: String,
    reason: ParseError,
}

/// Starts the log with a filter such as `info` or `info,backend=debug`. Audit lines are written
/// whatever the filter says.
///
/// # Errors
/// [`NoLogFilter`].
///
/// # Panics
/// When the process has a log already.
pub fn init(filter: &str) -> Result<LogWriters, NoLogFilter> {
    let filter: EnvFilter =
        filter.parse().map_err(|reason| NoLogFilter { filter: filter.to_owned(), reason })?;
    let builder = |name| NonBlockingBuilder::default().thread_name(name);
    let (lines, lines_guard) =
        builder("log").lossy(true).buffered_lines_limit(MAX_WAITING_LINES).finish(stdout());
    let (audit, audit_guard) = builder("audit log")
        .lossy(false)
        .buffered_lines_limit(MAX_WAITING_AUDIT_LINES)
        .finish(stdout());
    let lines = layer(lines).with_target(false);
    // Fields of its own type, or both layers would write into the same ones.
    let audit = layer(audit).fmt_fields(AuditFields(DefaultFields::new()));
    tracing_subscriber::registry()
        .with(lines.with_filter(filter.and(filter_fn(|line| line.target() != AUDIT))))
        .with(audit.with_filter(audit_filter()))
        .init();
    Ok(LogWriters { _lines: lines_guard, _audit: audit_guard })
}

fn layer<S>(writer: NonBlocking) -> fmt::Layer<S, DefaultFields, fmt::format::Format, NonBlocking>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    fmt::layer().with_ansi(stdout().is_terminal()).with_writer(writer)
}

/// Audit lines, and the span that says by which request they came.
fn audit_filter() -> FilterFn<fn(&Metadata<'_>) -> bool> {
    let wanted: fn(&Metadata<'_>) -> bool =
        |line| line.target() == AUDIT || (line.is_span() && line.name() == REQUEST);
    filter_fn(wanted).with_max_level_hint(LevelFilter::INFO)
}

/// [`DefaultFields`] under another type.
struct AuditFields(DefaultFields);

impl<'writer> FormatFields<'writer> for AuditFields {
    fn format_fields<R>(&self, writer: Writer<'writer>, fields: R) -> std::fmt::Result
    where
        R: tracing_subscriber::field::RecordFields,
    {
        self.0.format_fields(writer, fields)
    }
}

/// One line a request: method, path, status, time. No query and no header: they may hold what a
/// log must not (security rule 11.2).
///
/// `new_id` gives 8 random bytes, which name the request in its lines; `None` if there are none, and
/// then the lines have an empty id.
pub fn request_log<F>(
    new_id: F,
) -> TraceLayer<SharedClassifier<ServerErrorsAsFailures>, RequestSpan<F>>
where
    F: FnMut() -> Option<[u8; 8]>,
{
    TraceLayer::new_for_http()
        .make_span_with(RequestSpan { new_id })
        .on_response(DefaultOnResponse::new().level(Level::INFO))
        .on_failure(DefaultOnFailure::new().level(Level::WARN))
}

/// The span of a request. Every line inside it carries its fields.
#[derive(Clone)]
pub struct RequestSpan<F> {
    new_id: F,
}

impl<F: FnMut() -> Option<[u8; 8]>> MakeSpan<Body> for RequestSpan<F> {
    fn make_span(&mut self, request: &Request<Body>) -> Span {
        let path = path(request);
        // Its own, and none that came along: a caller must not write another's into the log.
        let id = (self.new_id)().map(hex::encode).unwrap_or_default();
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let address = peer.map(|peer| peer.ip().to_string());
        let method = request.method();
        // Whose session it is, the session layer fills in, once it knows.
        tracing::info_span!(REQUEST, %method, path, id, address, user = Empty, tenant = Empty)
    }
}

/// The path with its UUIDs left out: the log must not name live sessions. Not the matched route's
/// path: this layer is outside of the router, so that it sees what no route matches.
fn path(request: &Request<Body>) -> String {
    let is_id = |segment: &str| uuid::Uuid::try_parse(segment).is_ok();
    let segments = request.uri().path().split('/');
    let shown = segments.map(|segment| if is_id(segment) { "{id}" } else { segment });
    shown.collect::<Vec<_>>().join("/")
}
