//! [`VerifyOptions`] as a layer.

use std::task::{Context, Poll};

use axum::http::Request;
use tower::{Layer, Service};

use crate::VerifyOptions;

impl<S> Layer<S> for VerifyOptions {
    type Service = WithOptions<S>;

    fn layer(&self, inner: S) -> WithOptions<S> {
        WithOptions { inner, options: self.clone() }
    }
}

/// A service whose requests carry options of verification.
#[derive(Debug, Clone)]
pub struct WithOptions<S> {
    inner: S,
    options: VerifyOptions,
}

impl<S, B> Service<Request<B>> for WithOptions<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        // An outer layer has run before this one.
        let outer = request.extensions_mut().remove::<VerifyOptions>().unwrap_or_default();
        request.extensions_mut().insert(outer.merged_with(&self.options));
        self.inner.call(request)
    }
}
