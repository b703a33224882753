//! The settings, which the client may have to ask the server for.
//!
//! They are set once. A client that begins without them shows what its cookies say at once, because
//! that needs no setting; its first call asks, and calls wait for the response. While the server is away,
//! calls go out with the defaults, and a later one asks again.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, ready};
use shared::{ClientConfig, Endpoint, GetConfig};

use super::recently::Recently;
use super::send::send;
use crate::memory::SessionMemory;
use crate::platform::{HttpBackend, HttpRequest, Platform, Runtime};
use crate::signal::Signal;

/// How long calls wait for the settings, in milliseconds.
const TIMEOUT_MS: u32 = 5_000;
/// A server that did not respond is asked again after this time at the earliest.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(5);

/// The settings, or the place for them.
pub(crate) struct ConfigSlot {
    known: OnceCell<ClientConfig>,
    /// What counts until the server has responded.
    defaults: ClientConfig,
    is_loading: Cell<bool>,
    responded: Signal,
    asked: Recently,
    memory: SessionMemory,
    http: Rc<dyn HttpBackend>,
    runtime: Rc<dyn Runtime>,
}

impl ConfigSlot {
    /// A place for the settings of the server at `api_domain`.
    pub(super) fn new(api_domain: &str, memory: SessionMemory, platform: &Platform) -> Self {
        Self {
            known: OnceCell::new(),
            defaults: defaults(api_domain),
            is_loading: Cell::default(),
            responded: Signal::default(),
            asked: Recently::default(),
            memory,
            http: Rc::clone(&platform.http),
            runtime: Rc::clone(&platform.runtime),
        }
    }

    /// Settings that are known from here on.
    pub(super) fn set(&self, config: ClientConfig) {
        let _ = self.known.set(config);
    }

    /// The settings as far as they are known.
    pub(crate) fn get(&self) -> &ClientConfig {
        self.known.get().unwrap_or(&self.defaults)
    }

    /// Ends when the server has given its settings, or turns out to be away. A box and no `async fn`,
    /// because its code would stand in each of its callers.
    pub(crate) fn loaded(self: &Rc<Self>) -> LocalBoxFuture<'static, ()> {
        let responded = self.responded.notified();
        let is_loading = self.is_loading.get();
        if self.known.get().is_some()
            || !is_loading && self.asked.is_within(ASK_AGAIN_AFTER, self.memory.now())
        {
            return ready(()).boxed_local();
        }
        if !is_loading {
            self.is_loading.set(true);
            // By itself, so that a caller that is dropped does not end it for the others.
            self.runtime.spawn(Rc::clone(self).load().boxed_local());
        }
        responded.boxed_local()
    }

    /// A good moment to ask again: the network is back, or the user is.
    pub(crate) fn wake(&self) {
        self.asked.forget();
    }

    async fn load(self: Rc<Self>) {
        let config = fetch(&*self.http, &*self.runtime, &self.defaults.api_domain).await;
        self.asked.mark(self.memory.now());
        if let Some(config) = config {
            self.memory.use_cookie_domain(config.session_token_frontend_domain.as_deref());
            self.set(config);
        }
        self.is_loading.set(false);
        self.responded.notify();
    }
}

/// The settings that the server at `api_domain` hands out, or the defaults if it cannot be reached.
/// An empty domain means the page's own origin. The browser's cache may hold the response for as long
/// as the server says.
///
/// For code that wants the settings alone: a client made by
/// [`SessionClient::configured_by_server`](crate::SessionClient::configured_by_server) asks by itself.
pub async fn load_config(platform: &Platform, api_domain: &str) -> ClientConfig {
    let config = fetch(&*platform.http, &*platform.runtime, api_domain).await;
    config.unwrap_or_else(|| defaults(api_domain))
}

fn defaults(api_domain: &str) -> ClientConfig {
    ClientConfig { api_domain: api_domain.to_owned(), ..ClientConfig::default() }
}

async fn fetch(
    http: &dyn HttpBackend,
    runtime: &dyn Runtime,
    api_domain: &str,
) -> Option<ClientConfig> {
    let url = format!("{api_domain}{}", GetConfig::PATH);
    let mut request = HttpRequest::new(GetConfig::METHOD, url);
    request.timeout_ms = TIMEOUT_MS;
    let response = send(http, runtime, request).await.ok()?;
    if response.status != 200 {
        return None;
    }
    let mut config: ClientConfig = serde_json::from_str(&response.body).ok()?;
    config.api_domain = api_domain.to_owned();
    Some(config)
}
