//! Follows the session while a page is open.
//!
//! Mostly the cookies are enough. Where they say nothing (a first visit, or the browser threw them
//! away) only the server can tell; while it cannot be reached the user is not signed out, and it is
//! asked again and again: quickly by the refresh itself, and after that has given up every half minute
//! from here.

use std::rc::Rc;

use super::session_client::SessionClient;
use super::session_view::SessionView;
use super::subscription::{ChangeSubscription, Subscription};
use super::watcher::Watcher;
use crate::platform::PageEvents;

/// Follows the session in this tab and in others until it is dropped.
#[must_use = "dropping it ends the watch"]
pub struct SessionWatch {
    watcher: Rc<Watcher>,
    _subscriptions: (Subscription, ChangeSubscription, Rc<PageEvents>),
}

impl SessionWatch {
    /// Calls `show` with what there is to show, first when the cookies or the server have said it,
    /// and then at each change. Needs a browser, for its events.
    pub fn start(client: &SessionClient, show: impl Fn(SessionView) + 'static) -> Self {
        let watcher = Watcher::start(client.clone(), show);
        let check = {
            let watcher = Rc::clone(&watcher);
            move || watcher.check()
        };
        let hear = {
            let watcher = Rc::clone(&watcher);
            move |word: &str| watcher.hear(word)
        };
        let page_events = Rc::new(PageEvents::listen(check.clone(), hear));
        let changes = client.subscribe_to_changes(check);
        let events = client.subscribe({
            let (watcher, page_events) = (Rc::clone(&watcher), Rc::clone(&page_events));
            move |event| page_events.notify_other_tabs(watcher.after(&event))
        });
        Self { watcher, _subscriptions: (events, changes, page_events) }
    }

    /// Checks at once, and asks the server where the cookies say nothing.
    pub fn check(&self) {
        self.watcher.check();
    }
}
