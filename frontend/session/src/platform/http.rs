//! A request and a response as plain values, and the trait that carries the one to the other, so that
//! everything above it runs without a browser.

use futures_util::future::LocalBoxFuture;
use shared::Method;

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// Absolute, or a path on the page's own origin.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// JSON, if there is a body.
    pub body: Option<String>,
    /// Do the cookies of another origin go along? The client sets this for its own API; other
    /// servers get a bare request, which an API that is open to all (`Access-Control-Allow-Origin: *`)
    /// insists on.
    pub with_cookies: bool,
    /// After this time without a response the request is given up, in milliseconds.
    pub timeout_ms: u32,
}

/// How long a request may take unless it says something else, in milliseconds.
const DEFAULT_TIMEOUT_MS: u32 = 15_000;

impl HttpRequest {
    /// A request without headers or a body.
    #[must_use]
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: Vec::new(),
            body: None,
            with_cookies: false,
            timeout_ms: DEFAULT_TIMEOUT_MS,
        }
    }

    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// Adds a header, unless it is there already.
    pub fn add_header(&mut self, name: &str, value: impl Into<String>) {
        if self.header(name).is_none() {
            self.headers.push((name.to_owned(), value.into()));
        }
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// Names in lower case; across origins only the exposed ones.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

impl HttpResponse {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// No response came: no connection, no response in time, or the browser refused to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoResponse;

/// Carries requests. In the browser this is [`super::Fetch`].
pub trait HttpBackend {
    /// Sends one request and waits for its response. Dropping the future aborts the request, so that
    /// the browser does not store the cookies of a response that comes later; the client does so after
    /// [`HttpRequest::timeout_ms`].
    fn send(
        &self,
        request: HttpRequest,
    ) -> LocalBoxFuture<'static, Result<HttpResponse, NoResponse>>;
}
