//! What the client needs of the program it runs in, besides time and network: tasks, timers,
//! chance, and the page's own origin. A trait, so that tests move the timers.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;
use gloo_utils::window;

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
}

/// The browser's event loop.
#[derive(Debug, Clone, Copy, Default)]
pub struct BrowserRuntime;

impl Runtime for BrowserRuntime {
    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        wasm_bindgen_futures::spawn_local(task);
    }

    fn sleep(&self, ms: u32) -> LocalBoxFuture<'static, ()> {
        TimeoutFuture::new(ms).boxed_local()
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }

    fn page_origin(&self) -> Option<String> {
        window().location().origin().ok()
    }
}
