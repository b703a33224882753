//! Which pages of other origins may call with a session (wire protocol 4.4): exact origins, on
//! errors too, and preflights are answered before anything else looks.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, header};
use shared::names::header as names;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// How long a browser may remember a preflight.
const PREFLIGHT_MAX_AGE: Duration = Duration::from_mins(10);

/// The layer for these exact origins. It answers their preflights; the headers of a response are
/// exposed where they are written.
pub fn layer(origins: &[String]) -> CorsLayer {
    let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::CONTENT_TYPE,
            header::AUTHORIZATION,
            HeaderName::from_static(names::RID),
            HeaderName::from_static(names::FDI_VERSION),
            HeaderName::from_static(names::ANTI_CSRF),
            HeaderName::from_static(names::ST_AUTH_MODE),
        ])
        .max_age(PREFLIGHT_MAX_AGE)
}
