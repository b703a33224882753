//! The [`HttpBackend`] of the browser: `fetch`.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use gloo_utils::window;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestCredentials, RequestInit, Response};

use super::http::{HttpBackend, HttpRequest, HttpResponse, NoResponse};

/// `fetch`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fetch;

impl HttpBackend for Fetch {
    fn send(
        &self,
        request: HttpRequest,
    ) -> LocalBoxFuture<'static, Result<HttpResponse, NoResponse>> {
        async move { fetch(request).await.map_err(|_| NoResponse) }.boxed_local()
    }
}

async fn fetch(request: HttpRequest) -> Result<HttpResponse, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    if request.with_cookies {
        init.set_credentials(RequestCredentials::Include);
    }
    let abort = AbortOnDrop(AbortController::new()?);
    init.set_signal(Some(&abort.0.signal()));
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    init.set_headers(&headers);
    if let Some(body) = request.body {
        init.set_body(&body.into());
    }
    let response = JsFuture::from(window().fetch_with_str_and_init(&request.url, &init)).await?;
    let response: Response = response.dyn_into()?;
    let body = JsFuture::from(response.text()?).await?;
    Ok(HttpResponse {
        status: response.status(),
        headers: response.headers().entries().into_iter().filter_map(header).collect(),
        body: body.as_string().unwrap_or_default(),
    })
}

/// Aborts the request when the future that waits for it is dropped. After the response has come that
/// does nothing any more.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// One entry of [`Headers`]: an array of name and value.
fn header(entry: Result<JsValue, JsValue>) -> Option<(String, String)> {
    let pair = Array::from(&entry.ok()?);
    Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
}
