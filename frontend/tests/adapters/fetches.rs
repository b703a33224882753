//! Fetches that a test ends when it likes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;

/// What ends a fetch well, and what fails it.
type Ends = (Function, Function);

/// What ends the fetches that have no result yet, by their key.
#[derive(Clone, Default)]
pub(crate) struct Fetches(Rc<RefCell<BTreeMap<u32, Ends>>>);

impl PartialEq for Fetches {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Fetches {
    pub(crate) fn begin(&self, key: u32) -> Promise {
        let fetches = Rc::clone(&self.0);
        Promise::new(&mut |resolve, reject| {
            let before = fetches.borrow_mut().insert(key, (resolve, reject));
            assert!(before.is_none(), "{key} is on its way already");
        })
    }

    /// The keys of those on their way.
    pub(crate) fn begun(&self) -> Vec<u32> {
        self.0.borrow().keys().copied().collect()
    }

    /// Waits until these are on their way: Yew runs effects when it comes to it.
    pub(crate) async fn are_begun(&self, keys: &[u32]) {
        while self.begun() != keys {
            TimeoutFuture::new(0).await;
        }
    }

    pub(crate) fn finish(&self, key: u32, result: &str) {
        let (resolve, _) = self.0.borrow_mut().remove(&key).expect("it was begun");
        resolve.call1(&JsValue::NULL, &result.into()).expect("resolving does not throw");
    }

    pub(crate) fn fail(&self, key: u32) {
        let (_, reject) = self.0.borrow_mut().remove(&key).expect("it was begun");
        reject.call0(&JsValue::NULL).expect("rejecting does not throw");
    }
}
