//! The [`SessionLock`] of the browser: a Web Lock, which all tabs of this origin share.
//!
//! Called through `Reflect`, because web-sys counts the lock manager among its unstable interfaces,
//! and those need a compiler flag in every clone of this repository.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use gloo_utils::window;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen::{JsCast, UnwrapThrowExt};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::lock::{LocalLock, LockGuard, SessionLock};

/// The name that SuperTokens' client gives its own lock (wire protocol 10.5).
const LOCK_NAME: &str = "REFRESH_TOKEN_USE";

/// Shared by all tabs where the browser has Web Locks, else by the callers of this one.
#[derive(Debug, Clone, Default)]
pub struct WebLock {
    fallback: LocalLock,
}

impl SessionLock for WebLock {
    fn acquire(&self) -> LocalBoxFuture<'static, Option<LockGuard>> {
        match lock_manager() {
            Some(manager) => async move { request(&manager).await.ok() }.boxed_local(),
            None => self.fallback.acquire(),
        }
    }
}

/// `navigator.locks`; absent on pages that are not a secure context.
fn lock_manager() -> Option<Object> {
    let manager = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    manager.dyn_into().ok()
}

/// Calls `locks.request(name, {signal}, callback)`. The browser gives the lock by running the
/// callback, and takes it back when the promise that the callback returned is settled.
async fn request(manager: &Object) -> Result<LockGuard, JsValue> {
    let request: Function = Reflect::get(manager, &"request".into())?.dyn_into()?;
    let options = Object::new();
    let waiting = AbortOnDrop(AbortController::new()?);
    Reflect::set(&options, &"signal".into(), &waiting.0.signal())?;

    let (held, release) = promise();
    // From here on, so that a caller who stops waiting does not keep the lock for ever.
    let release = Release(release);
    let (acquired, on_acquired) = promise();
    let callback = Closure::once_into_js(move |_lock: JsValue| {
        let _ = on_acquired.call0(&JsValue::NULL);
        held
    });
    let arguments = Array::of3(&LOCK_NAME.into(), &options, &callback);
    let ended: Promise = Reflect::apply(&request, manager, &arguments)?.dyn_into()?;

    // Whichever comes first: the lock, or a refusal, which rejects `ended`.
    JsFuture::from(Promise::race(&Array::of2(&acquired, &ended))).await?;
    Ok(LockGuard::new(release))
}

/// A promise and the function that resolves it.
fn promise() -> (Promise, Function) {
    let mut resolve = None;
    let promise = Promise::new(&mut |function, _reject| resolve = Some(function));
    // The executor has run by the time the constructor returns (ECMA-262, 27.2.3.1).
    (promise, resolve.unwrap_throw())
}

/// Takes a request for the lock out of the queue when its caller stops waiting. A request that was
/// granted is not touched by it.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Resolves the promise that holds the lock.
struct Release(Function);

impl Drop for Release {
    fn drop(&mut self) {
        let _ = self.0.call0(&JsValue::NULL);
    }
}
