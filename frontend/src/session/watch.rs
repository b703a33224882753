//! Follows the session and shows what is known of it.
//!
//! Mostly a look at the cookies is enough. Where they know nothing (a first visit, or the browser
//! threw them away) only the server can tell; while it cannot be reached nobody is signed out, and
//! it is asked again and again: quickly by the refresh itself (`api/refresh.rs`), and after that has
//! given up every half minute from here.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use gloo_timers::callback::Timeout;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::client::SessionClient;
use super::state::SessionState;

/// How long to leave a server alone that did not answer any of a refresh's tries, ms.
const ASK_AGAIN_MS: u32 = 30_000;

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
    /// The first try came to nothing: what the cookies say is as good as it gets for now.
    troubled: Cell<bool>,
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
            troubled: Cell::default(),
            next_try: RefCell::default(),
        });
        watch.ask();
        watch
    }

    /// Looks at the cookies, and asks if they know nothing. A refresh that waits for its next try
    /// makes it now.
    pub(super) fn look(self: &Rc<Self>) {
        self.client.api().wake();
        if self.client.knows() { self.look_at_cookies() } else { self.ask() }
    }

    /// Looks at the cookies alone. News from other tabs end here: two tabs that ask the server on
    /// each other's news would never stop in a browser that keeps no cookie.
    pub(super) fn look_at_cookies(&self) {
        self.client.api().abort_calls_of_other_sessions();
        // Before the answer they could show the sign-in page to a user whose refresh is on its
        // way, or a page to a user whose session is over.
        if self.client.knows() && (self.troubled.get() || !self.asking.get()) {
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
            let found_out = watch.find_out().await;
            watch.asking.set(false);
            if found_out { watch.found_out() } else { watch.try_again_later() }
        });
    }

    /// Shows what there is to see at the first sign of trouble, and goes on asking.
    async fn find_out(&self) -> bool {
        let trouble = self.client.api().trouble().notified().boxed_local();
        match select(self.client.find_out().boxed_local(), trouble).await {
            Either::Left((found_out, _)) => found_out,
            Either::Right(((), asking)) => {
                self.troubled.set(true);
                if self.client.knows() {
                    self.found_out();
                } else {
                    self.is_unreachable();
                }
                let found_out = asking.await;
                self.troubled.set(false);
                found_out
            }
        }
    }

    fn found_out(&self) {
        self.next_try.take();
        let state = match self.client.state() {
            // The server has told, but no cookie stays: the visitor has switched them off.
            SessionState::Loading => SessionState::SignedOut,
            state => state,
        };
        self.tell(Known { state, unreachable: false });
    }

    fn try_again_later(self: &Rc<Self>) {
        let watch = Rc::downgrade(self);
        let try_again = move || watch.upgrade().iter().for_each(Self::ask);
        self.next_try.replace(Some(Timeout::new(ASK_AGAIN_MS, try_again)));
        self.is_unreachable();
    }

    fn is_unreachable(&self) {
        let state = self.known.borrow().state.clone();
        self.tell(Known { state, unreachable: true });
    }

    fn tell(&self, known: Known) {
        self.known.replace(known.clone());
        self.show.set(known);
    }
}
