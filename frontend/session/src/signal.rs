//! Wakes everything that waits for something to happen.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::task::{Poll, Waker};

/// Something that may happen again and again. Clones are one signal.
#[derive(Clone, Default)]
pub(crate) struct Signal(Rc<State>);

#[derive(Default)]
struct State {
    times: Cell<u64>,
    waiting: RefCell<Vec<Waker>>,
}

impl Signal {
    /// It happens now.
    pub(crate) fn notify(&self) {
        self.0.times.set(self.0.times.get() + 1);
        let waiting = self.0.waiting.take();
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Ends when it happens after this call, even if that is before the first poll.
    pub(crate) fn notified(&self) -> impl Future<Output = ()> + use<> {
        let state = Rc::clone(&self.0);
        let seen = state.times.get();
        poll_fn(move |context| {
            if state.times.get() != seen {
                return Poll::Ready(());
            }
            let mut waiting = state.waiting.borrow_mut();
            if !waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
    }
}
