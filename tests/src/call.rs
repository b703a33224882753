//! A request, as a test writes it down.

use std::net::SocketAddr;

use anyhow::Result;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde_json::Value;

/// A request to the application.
#[derive(Debug, Clone)]
pub struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) omitted: Vec<HeaderName>,
    body: Vec<u8>,
    peer: Option<SocketAddr>,
}

impl Call {
    /// A request without a body.
    #[must_use]
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            headers: HeaderMap::new(),
            omitted: Vec::new(),
            body: Vec::new(),
            peer: None,
        }
    }

    /// GET.
    #[must_use]
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// POST, without a body.
    #[must_use]
    pub fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path)
    }

    /// PUT, without a body.
    #[must_use]
    pub fn put(path: impl Into<String>) -> Self {
        Self::new(Method::PUT, path)
    }

    /// The same request with this before its path.
    #[must_use]
    pub fn below(mut self, prefix: &str) -> Self {
        self.path.insert_str(0, prefix);
        self
    }

    /// With a JSON body and its content type.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    /// With a body of any kind.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// With a header more. A value that HTTP does not allow is left out.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        if let Ok(value) = HeaderValue::from_bytes(value.as_ref()) {
            self.headers.append(HeaderName::from_static(name), value);
        }
        self
    }

    /// Without a header that the client would add by itself.
    #[must_use]
    pub fn without(mut self, name: &'static str) -> Self {
        self.omitted.push(HeaderName::from_static(name));
        self
    }

    /// From this address.
    #[must_use]
    pub fn from_peer(mut self, peer: SocketAddr) -> Self {
        self.peer = Some(peer);
        self
    }

    /// Adds a header that a client sends by itself, unless the test said something about it.
    pub(crate) fn default_header(&mut self, name: HeaderName, value: &str) {
        if !self.headers.contains_key(&name)
            && !self.omitted.contains(&name)
            && let Ok(value) = HeaderValue::from_str(value)
        {
            self.headers.insert(name, value);
        }
    }

    pub(crate) fn into_request(mut self) -> Result<Request> {
        self.default_header(header::HOST, "localhost");
        let mut request =
            Request::builder().method(self.method).uri(self.path).body(Body::from(self.body))?;
        *request.headers_mut() = self.headers;
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        Ok(request)
    }
}
