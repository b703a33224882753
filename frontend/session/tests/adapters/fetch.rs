//! `fetch`: what it is asked for, and what is made of its response.

use futures_util::FutureExt;
use gloo_utils::window;
use js_sys::{Function, Reflect};
use session_client::platform::{Fetch, HttpBackend, HttpRequest, NoResponse};
use shared::Method;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Puts a function of JavaScript in the place of the page's `fetch` until it is dropped.
struct InPlaceOfFetch(JsValue);

impl InPlaceOfFetch {
    fn put(body: &str) -> Self {
        let own = Reflect::get(&window(), &"fetch".into()).expect("a browser has fetch");
        let other = Function::new_with_args("request", body);
        Reflect::set(&window(), &"fetch".into(), &other).expect("it can be replaced");
        Self(own)
    }
}

impl Drop for InPlaceOfFetch {
    fn drop(&mut self) {
        Reflect::set(&window(), &"fetch".into(), &self.0).expect("it can be put back");
    }
}

/// Responds with what it was asked for.
const ECHO: &str = "
    const { url, method, credentials, headers } = request;
    return request.text().then((text) => {
        const body = text === '' ? undefined : text;
        const echo = JSON.stringify({ url, method, credentials, body, rid: headers.get('rid') });
        return new Response(echo, { status: 418, headers: { 'Front-Token': 'ft' } });
    });
";

async fn echo_of(request: HttpRequest) -> serde_json::Value {
    let _fetch = InPlaceOfFetch::put(ECHO);
    let reply = Fetch.send(request).await.expect("a reply");
    assert_eq!(reply.status, 418);
    assert_eq!(reply.header("front-token"), Some("ft"));
    serde_json::from_str(&reply.body).expect("the echo")
}

#[wasm_bindgen_test]
async fn a_request_goes_out_as_it_is_and_its_reply_comes_back() {
    let mut request = HttpRequest::new(Method::Post, "/api/session/data");
    request.add_header("rid", "anti-csrf");
    request.body = Some("{}".to_owned());
    request.with_cookies = true;
    let echo = echo_of(request).await;
    assert_eq!(
        echo,
        serde_json::json!({
            "url": format!("{}/api/session/data", window().location().origin().expect("an origin")),
            "method": "POST",
            "credentials": "include",
            "body": "{}",
            "rid": "anti-csrf",
        })
    );
}

#[wasm_bindgen_test]
async fn a_bare_request_takes_no_cookies_to_elsewhere() {
    let echo = echo_of(HttpRequest::new(Method::Get, "https://open.example/rates")).await;
    // The browser's own choice.
    assert_eq!(echo["credentials"], "same-origin");
}

#[wasm_bindgen_test]
async fn a_real_page_is_fetched() {
    let reply = Fetch.send(HttpRequest::new(Method::Get, "/")).await.expect("the test's own page");
    assert_eq!(reply.status, 200);
    assert!(reply.header("content-type").is_some());
    assert!(reply.body.contains("<html"));
}

#[wasm_bindgen_test]
async fn no_connection_is_no_reply() {
    // Nothing listens on port 1, and browsers do not even try.
    let request = HttpRequest::new(Method::Get, "http://127.0.0.1:1/");
    assert_eq!(Fetch.send(request).await, Err(NoResponse));
}

/// Never responds, and notes on the page whether it was aborted.
const HANGS: &str = "
    window.adapterAborted = false;
    return new Promise((_, reject) => request.signal.addEventListener('abort', () => {
        window.adapterAborted = true;
        reject(request.signal.reason);
    }));
";

#[wasm_bindgen_test]
fn a_request_whose_caller_is_gone_is_aborted() {
    let _fetch = InPlaceOfFetch::put(HANGS);
    let mut request = Fetch.send(HttpRequest::new(Method::Get, "/"));
    assert!(request.as_mut().now_or_never().is_none());
    let aborted = || Reflect::get(&window(), &"adapterAborted".into()).expect("a window");
    assert_eq!(aborted(), JsValue::FALSE);
    drop(request);
    assert_eq!(aborted(), JsValue::TRUE);
}
