//! A list of closures to call when something happens.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

type Listener<T> = Rc<dyn Fn(T)>;

/// Listeners by their numbers.
pub(crate) struct Listeners<T> {
    all: RefCell<Vec<(u32, Listener<T>)>>,
    next: Cell<u32>,
}

impl<T> Default for Listeners<T> {
    fn default() -> Self {
        Self { all: RefCell::default(), next: Cell::default() }
    }
}

impl<T: Clone> Listeners<T> {
    /// Calls `listener` each time, until the returned number is given to [`Listeners::remove`].
    pub(crate) fn add(&self, listener: impl Fn(T) + 'static) -> u32 {
        let id = self.next.replace(self.next.get() + 1);
        self.all.borrow_mut().push((id, Rc::new(listener)));
        id
    }

    pub(crate) fn remove(&self, id: u32) {
        self.all.borrow_mut().retain(|(own, _)| *own != id);
    }

    pub(crate) fn notify(&self, event: T) {
        // Copied, because a listener may remove itself.
        let listeners = self.all.borrow().clone();
        listeners.iter().for_each(|(_, listener)| listener(event.clone()));
    }
}
