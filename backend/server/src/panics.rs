//! A handler that panics ends its request and nothing else.

use std::any::Any;

use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::RequestError;

/// The layer: a panic inside becomes 500 (security rule 9.3). The panic itself is in the log, by the
/// panic hook.
pub fn layer() -> CatchPanicLayer<fn(Box<dyn Any + Send>) -> Response> {
    CatchPanicLayer::custom(response as fn(Box<dyn Any + Send>) -> Response)
}

fn response(_: Box<dyn Any + Send>) -> Response {
    RequestError::Internal(anyhow::anyhow!("panic")).into_response()
}
