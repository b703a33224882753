//! Follows the session and shows what is known of it.
//!
//! Mostly a look at the cookies is enough. Where they know nothing (a first visit, or the browser
//! threw them away) only the server can tell; while it cannot be reached nobody is signed out, and
//! it is asked again and again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::client::SessionClient;
use super::state::SessionState;

/// What a [`Watch`] found.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Known {
    pub(super) state: SessionState,
    /// The server should have told, and could not be asked.
    pub(super) unreachable: bool,
}

/// Looks whenever it is told to, until it is dropped.
pub(super) struct Watch {
    client: SessionClient,
    known: RefCell<Known>,
    show: UseStateSetter<Known>,
    asking: Cell<bool>,
    failures: Cell<u32>,
    next_try: RefCell<Option<Timeout>>,
}

impl Watch {
    /// Tells `show` what it finds. To begin with it asks.
    pub(super) fn start(client: SessionClient, show: UseStateSetter<Known>) -> Rc<Self> {
        let watch = Rc::new(Self {
            client,
            known: RefCell::default(),
            show,
            asking: Cell::default(),
            failures: Cell::default(),
            next_try: RefCell::default(),
        });
        watch.ask();
        watch
    }

    /// Looks at the cookies, and asks if they know nothing.
    pub(super) fn look(self: &Rc<Self>) {
        if !self.client.knows() {
            self.ask();
        } else if !self.asking.get() {
            // Before the answer they could show the sign-in page to somebody whose refresh is on
            // its way, or a page to somebody whose session is over.
            self.found_out();
        }
    }

    fn ask(self: &Rc<Self>) {
        if self.asking.replace(true) {
            return;
        }
        self.next_try.take();
        let watch = Rc::clone(self);
        spawn_local(async move {
            let found_out = watch.client.find_out().await;
            watch.asking.set(false);
            if found_out { watch.found_out() } else { watch.try_again_later() }
        });
    }

    fn found_out(&self) {
        self.next_try.take();
        self.failures.set(0);
        let state = match self.client.state() {
            // The server has told, but no cookie stays: the visitor has switched them off.
            SessionState::Loading => SessionState::SignedOut,
            state => state,
        };
        self.tell(Known { state, unreachable: false });
    }

    fn try_again_later(self: &Rc<Self>) {
        let wait = wait_ms(self.failures.replace(self.failures.get() + 1));
        let watch = Rc::downgrade(self);
        let try_again = move || watch.upgrade().iter().for_each(Self::ask);
        self.next_try.replace(Some(Timeout::new(wait, try_again)));
        let state = self.known.borrow().state.clone();
        self.tell(Known { state, unreachable: true });
    }

    fn tell(&self, known: Known) {
        self.known.replace(known.clone());
        self.show.set(known);
    }
}

/// After the first failure one second, then twice as long each time, up to half a minute.
fn wait_ms(failures: u32) -> u32 {
    1_000 << failures.min(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_longer_each_time_but_not_for_ever() {
        assert_eq!(
            [0, 1, 4, 5, 6, u32::MAX].map(wait_ms),
            [1_000, 2_000, 16_000, 32_000, 32_000, 32_000]
        );
    }
}
