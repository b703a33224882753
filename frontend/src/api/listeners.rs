//! Who wants to be told what happens to the session.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::client::ApiClient;
use crate::session::SessionEvent;

type Listener<T> = Rc<dyn Fn(T)>;

/// Listeners by their numbers.
pub(super) struct Listeners<T> {
    all: RefCell<Vec<(u32, Listener<T>)>>,
    next: Cell<u32>,
}

impl<T> Default for Listeners<T> {
    fn default() -> Self {
        Self { all: RefCell::default(), next: Cell::default() }
    }
}

impl<T: Copy> Listeners<T> {
    fn add(&self, listener: Listener<T>) -> u32 {
        let id = self.next.replace(self.next.get() + 1);
        self.all.borrow_mut().push((id, listener));
        id
    }

    fn remove(&self, id: u32) {
        self.all.borrow_mut().retain(|(own, _)| *own != id);
    }

    fn tell(&self, event: T) {
        // Copied: a listener may well unsubscribe.
        let listeners = self.all.borrow().clone();
        listeners.iter().for_each(|(_, listener)| listener(event));
    }
}

impl ApiClient {
    /// Calls `listener` at every event, until the returned number is given to
    /// [`ApiClient::remove_listener`].
    pub(crate) fn add_listener(&self, listener: impl Fn(SessionEvent) + 'static) -> u32 {
        self.0.listeners.add(Rc::new(listener))
    }

    pub(crate) fn remove_listener(&self, id: u32) {
        self.0.listeners.remove(id);
    }

    pub(crate) fn tell(&self, events: impl IntoIterator<Item = SessionEvent>) {
        events.into_iter().for_each(|event| self.0.listeners.tell(event));
    }

    /// Calls `look` whenever a call finds that the cookies are another session's, until the
    /// returned number is given to [`ApiClient::remove_looker`].
    pub(crate) fn add_looker(&self, look: impl Fn() + 'static) -> u32 {
        self.0.lookers.add(Rc::new(move |()| look()))
    }

    pub(crate) fn remove_looker(&self, id: u32) {
        self.0.lookers.remove(id);
    }

    pub(super) fn look_again(&self) {
        self.0.lookers.tell(());
    }
}
