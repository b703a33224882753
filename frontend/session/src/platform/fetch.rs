//! The [`HttpBackend`] of the browser: `fetch`, by way of gloo-net.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use gloo_net::http::{Headers, Request};
use wasm_bindgen::JsValue;
use web_sys::{AbortController, RequestCredentials, RequestInit};

use super::http::{HttpBackend, HttpRequest, HttpResponse, NoResponse};

/// `fetch`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fetch;

impl HttpBackend for Fetch {
    fn send(
        &self,
        request: HttpRequest,
    ) -> LocalBoxFuture<'static, Result<HttpResponse, NoResponse>> {
        fetch(request).boxed_local()
    }
}

async fn fetch(request: HttpRequest) -> Result<HttpResponse, NoResponse> {
    let abort = AbortOnDrop(AbortController::new().map_err(|_| NoResponse)?);
    let request = browser_request(request, &abort.0).map_err(|_| NoResponse)?;
    let response = request.send().await.map_err(|_| NoResponse)?;
    Ok(HttpResponse {
        status: response.status(),
        headers: response.headers().entries().collect(),
        body: response.text().await.map_err(|_| NoResponse)?,
    })
}

/// The browser's own request object. gloo-net's builder would add an `&` to a query that the URL
/// has already, which breaks URLs that are signed.
fn browser_request(request: HttpRequest, abort: &AbortController) -> Result<Request, JsValue> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.set(name, value);
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers.into_raw());
    init.set_signal(Some(&abort.signal()));
    if request.with_cookies {
        init.set_credentials(RequestCredentials::Include);
    }
    if let Some(body) = request.body {
        init.set_body(&body.into());
    }
    web_sys::Request::new_with_str_and_init(&request.url, &init).map(Request::from)
}

/// Aborts the request when the future that waits for it is dropped. After the response has come
/// that does nothing any more.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
