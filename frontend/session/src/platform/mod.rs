//! What the client takes from its surroundings: traits, and the browser's implementations of them.
//!
//! Nothing here knows what a session is. The implementations are thin, because they can only be
//! tested in a real browser (`tests/adapters`).

mod api_domain;
mod cookie_storage;
mod document_cookies;
mod fetch;
mod http;
mod lock;
mod page_events;
mod runtime;
mod web_lock;

use std::rc::Rc;

use shared::Timestamp;

pub use api_domain::api_domain_of_page;
pub use cookie_storage::{CookieStorage, Lifetime, MemoryStorage};
pub use document_cookies::DocumentCookies;
pub use fetch::Fetch;
pub use http::{HttpBackend, HttpRequest, HttpResponse, NoResponse};
pub use lock::{LocalLock, LockGuard, SessionLock};
pub use page_events::PageEvents;
pub use runtime::{BrowserRuntime, Runtime};
pub use web_lock::WebLock;

/// The client's clock.
pub type Clock = Rc<dyn Fn() -> Timestamp>;

/// What the client takes from its surroundings. [`Platform::browser`] gives the real ones.
#[derive(Clone)]
pub struct Platform {
    /// The cookies that the script keeps.
    pub cookies: Rc<dyn CookieStorage>,
    /// The time.
    pub clock: Clock,
    /// The network.
    pub http: Rc<dyn HttpBackend>,
    /// The lock around everything that replaces tokens.
    pub lock: Rc<dyn SessionLock>,
    /// Tasks, timers and randomness.
    pub runtime: Rc<dyn Runtime>,
}

impl Platform {
    /// The browser's cookies, clock, network and locks. Touches none of them yet.
    ///
    /// `cookie_domain` is the `domain` attribute of the cookies; `None` means this host only.
    #[must_use]
    pub fn browser(cookie_domain: Option<String>) -> Self {
        Self {
            cookies: Rc::new(DocumentCookies::new(cookie_domain)),
            clock: Rc::new(|| Timestamp::from_millis(js_sys::Date::now() as i64)),
            http: Rc::new(Fetch),
            lock: Rc::new(WebLock::default()),
            runtime: Rc::new(BrowserRuntime),
        }
    }
}
