//! Who wants to be told what happens to the session.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::client::ApiClient;
use crate::session::SessionEvent;

type Listener = Rc<dyn Fn(SessionEvent)>;

/// Listeners by their numbers.
#[derive(Default)]
pub(super) struct Listeners {
    all: RefCell<Vec<(u32, Listener)>>,
    next: Cell<u32>,
}

impl ApiClient {
    /// Calls `listener` at every event, until the returned number is given to
    /// [`ApiClient::remove_listener`].
    pub(crate) fn add_listener(&self, listener: impl Fn(SessionEvent) + 'static) -> u32 {
        let listeners = &self.0.listeners;
        let id = listeners.next.replace(listeners.next.get() + 1);
        listeners.all.borrow_mut().push((id, Rc::new(listener)));
        id
    }

    pub(crate) fn remove_listener(&self, id: u32) {
        self.0.listeners.all.borrow_mut().retain(|(own, _)| *own != id);
    }

    pub(crate) fn tell(&self, events: impl IntoIterator<Item = SessionEvent>) {
        // Copied: a listener may well unsubscribe.
        let listeners = self.0.listeners.all.borrow().clone();
        for event in events {
            listeners.iter().for_each(|(_, listener)| listener(event));
        }
    }
}
