//! CORS on every reply, errors and calls of the same origin included.

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const METHODS: &str = "GET, PUT, POST, DELETE";
const REQUEST_HEADERS: &str =
    "content-type, rid, fdi-version, anti-csrf, authorization, st-auth-mode";
/// What scripts may read beside the session's own headers.
const RESPONSE_HEADERS: &str = "content-length, content-type, date";

/// The middleware. Preflights are answered before any other layer looks.
pub(crate) async fn layer(
    State(website): State<HeaderValue>,
    request: Request,
    next: Next,
) -> Response {
    let asked = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let is_preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response =
        if is_preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    // The public keys are for every page, and say so themselves.
    headers.entry(header::ACCESS_CONTROL_ALLOW_ORIGIN).or_insert(website);
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(REQUEST_HEADERS));
    if let Some(asked) = asked {
        append(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, &asked);
    }
    let exposed = HeaderValue::from_static(RESPONSE_HEADERS);
    append(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, &exposed);
    response
}

/// Adds to a list in one line: not every client reads two.
fn append(headers: &mut HeaderMap, name: HeaderName, more: &HeaderValue) {
    let text = |value: &HeaderValue| value.to_str().map(str::to_owned).unwrap_or_default();
    let all = match headers.get(&name) {
        Some(list) => format!("{}, {}", text(list), text(more)),
        None => text(more),
    };
    if let Ok(all) = HeaderValue::from_str(&all) {
        headers.insert(name, all);
    }
}
