//! Where the remembered cookies live: a trait, so that the rules around them run without a browser.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// How long a remembered value lasts (wire protocol 3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// As long as the browser keeps anything.
    Forever,
    /// The lifetime that SuperTokens' client gives to tokens in script-visible cookies.
    HeaderToken,
}

/// A place for a few short texts. In the browser this is [`super::DocumentCookies`].
pub trait CookieStorage {
    /// The values under `name`. More than one where several cookies of this name reach the page:
    /// a sub-domain can plant one for the whole domain.
    fn all(&self, name: &str) -> Vec<String>;
    /// The first value under `name`.
    fn get(&self, name: &str) -> Option<String> {
        self.all(name).into_iter().next()
    }
    /// Keeps `value` under `name`.
    fn set(&self, name: &str, value: &str, lifetime: Lifetime);
    /// Forgets `name`.
    fn remove(&self, name: &str);
    /// Keeps what is set from here on for `domain` and what is below it; none means this host.
    fn use_domain(&self, _domain: Option<&str>) {}
}

/// A [`CookieStorage`] that forgets everything at the end. For tests, and for rendering outside a browser.
#[derive(Debug, Default)]
pub struct MemoryStorage {
    values: RefCell<BTreeMap<String, String>>,
}

impl MemoryStorage {
    /// The names that are kept, in order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.values.borrow().keys().cloned().collect()
    }
}

impl CookieStorage for MemoryStorage {
    fn all(&self, name: &str) -> Vec<String> {
        self.values.borrow().get(name).cloned().into_iter().collect()
    }

    fn set(&self, name: &str, value: &str, _lifetime: Lifetime) {
        self.values.borrow_mut().insert(name.to_owned(), value.to_owned());
    }

    fn remove(&self, name: &str) {
        self.values.borrow_mut().remove(name);
    }
}
