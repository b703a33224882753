//! What the client needs of the program it runs in, besides time and network: tasks, timers,
//! chance, and what is to be known of the page. A trait, so that tests move the timers.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;
use gloo_utils::{document, window};

/// The surroundings of a client. In the browser this is [`BrowserRuntime`].
pub trait Runtime {
    /// Runs `task` to its end, even if the code that started it is dropped.
    fn spawn(&self, task: LocalBoxFuture<'static, ()>);
    /// Ends after `ms` milliseconds.
    fn sleep(&self, ms: u32) -> LocalBoxFuture<'static, ()>;
    /// A random number from 0 up to 1, for jitter.
    fn random(&self) -> f64;
    /// Scheme, host and port of the page, as in `https://app.example.com`; `None` outside a page.
    fn page_origin(&self) -> Option<String>;
    /// Does somebody look at the page? Not in a tab in the background.
    fn is_visible(&self) -> bool;
    /// Is there a network, as far as the browser knows?
    fn is_online(&self) -> bool;
}

/// The browser's event loop.
#[derive(Debug, Clone, Copy, Default)]
pub struct BrowserRuntime;

impl Runtime for BrowserRuntime {
    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        wasm_bindgen_futures::spawn_local(task);
    }

    fn sleep(&self, ms: u32) -> LocalBoxFuture<'static, ()> {
        // The browser's timers count to 31 bits, and end at once beyond.
        TimeoutFuture::new(ms.min(i32::MAX as u32)).boxed_local()
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }

    fn page_origin(&self) -> Option<String> {
        window().location().origin().ok()
    }

    fn is_visible(&self) -> bool {
        !document().hidden()
    }

    fn is_online(&self) -> bool {
        window().navigator().on_line()
    }
}
