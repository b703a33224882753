//! The [`Transport`] of the browser: `fetch`, by way of gloo-net.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use gloo_net::http::RequestBuilder;
use shared::Method;
use web_sys::{AbortSignal, RequestCredentials};

use super::http::{HttpReply, HttpRequest, NoReply, Transport};

/// A request that takes longer is given up. Shorter than anybody waits for the refresh lock
/// (`web_lock.rs`), so that a refresh has ended before its lock is given up.
const TIMEOUT_MS: u32 = 15_000;

/// `fetch`, with credentials.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fetch;

impl Transport for Fetch {
    fn send(&self, request: HttpRequest) -> LocalBoxFuture<'static, Result<HttpReply, NoReply>> {
        async move { fetch(request).await.map_err(|_| NoReply) }.boxed_local()
    }
}

async fn fetch(request: HttpRequest) -> Result<HttpReply, gloo_net::Error> {
    let mut builder = RequestBuilder::new(&request.url)
        .method(method(request.method))
        .credentials(RequestCredentials::Include)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let request = match request.body {
        Some(body) => builder.body(body)?,
        None => builder.build()?,
    };
    let response = request.send().await?;
    Ok(HttpReply {
        status: response.status(),
        headers: response.headers().entries().collect(),
        body: response.text().await?,
    })
}

fn method(method: Method) -> gloo_net::http::Method {
    use gloo_net::http::Method as Http;
    match method {
        Method::Get => Http::GET,
        Method::Post => Http::POST,
        Method::Put => Http::PUT,
        Method::Patch => Http::PATCH,
        Method::Delete => Http::DELETE,
    }
}
