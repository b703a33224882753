//! Follows the session while a page is open.
//!
//! Mostly the cookies are enough. Where they say nothing (a first visit, or the browser threw them
//! away) only the server can tell; while it cannot be reached the user is not signed out, and it is
//! asked again and again: quickly by the refresh itself, and after that has given up every half minute
//! from here.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{AbortHandle, Either, abortable, select};

use super::session_client::{ChangeSubscription, SessionClient, Subscription};
use crate::memory::SessionState;
use crate::platform::PageEvents;

/// How long to leave a server alone that did not respond to any of a refresh's tries, in
/// milliseconds.
const RECHECK_INTERVAL_MS: u32 = 30_000;

/// What a page shows of the session.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SessionView {
    /// Signed in, signed out, or not known yet.
    pub state: SessionState,
    /// Only the server can tell what the state is now, and it cannot be reached. It is asked again
    /// from time to time.
    pub unreachable: bool,
}

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
        let check_cookies = {
            let watcher = Rc::clone(&watcher);
            move || watcher.check_cookies()
        };
        let page_events = Rc::new(PageEvents::listen(check.clone(), check_cookies));
        let changes = client.subscribe_to_changes(check);
        let events = client.subscribe({
            let (watcher, page_events) = (Rc::clone(&watcher), Rc::clone(&page_events));
            move |_event| {
                watcher.check();
                page_events.notify_other_tabs();
            }
        });
        Self { watcher, _subscriptions: (events, changes, page_events) }
    }

    /// Checks at once, and asks the server where the cookies say nothing.
    pub fn check(&self) {
        self.watcher.check();
    }
}

/// What the browser's events and the client's drive.
struct Watcher {
    client: SessionClient,
    view: RefCell<SessionView>,
    show: Box<dyn Fn(SessionView)>,
    resolving: Cell<bool>,
    /// The first try had no outcome: what the cookies say is as good as it gets for now.
    has_trouble: Cell<bool>,
    retry: RefCell<Option<AbortHandle>>,
}

impl Watcher {
    /// Begins with asking the server where the cookies say nothing.
    fn start(client: SessionClient, show: impl Fn(SessionView) + 'static) -> Rc<Self> {
        let watcher = Rc::new(Self {
            client,
            view: RefCell::default(),
            show: Box::new(show),
            resolving: Cell::default(),
            has_trouble: Cell::default(),
            retry: RefCell::default(),
        });
        watcher.resolve();
        watcher
    }

    /// Checks the cookies, and asks the server if they say nothing. A refresh that waits for its
    /// next try makes it now.
    fn check(self: &Rc<Self>) {
        self.client.api().wake();
        if self.client.is_resolved() { self.check_cookies() } else { self.resolve() }
    }

    /// Checks the cookies alone. This is all that a change in another tab leads to: two tabs
    /// that asked the server on each other's changes would never stop in a browser that keeps no cookie.
    fn check_cookies(&self) {
        self.client.api().abort_calls_of_other_sessions();
        // While the server is being asked, the cookies could show the sign-in page to a user whose
        // refresh is on its way, or a page to a user whose session is over.
        if self.client.is_resolved() && (self.has_trouble.get() || !self.resolving.get()) {
            self.show_current_state();
        }
    }

    fn resolve(self: &Rc<Self>) {
        if self.resolving.replace(true) {
            return;
        }
        self.cancel_retry();
        let watcher = Rc::clone(self);
        let task = async move {
            let resolved = watcher.resolve_session().await;
            watcher.resolving.set(false);
            if resolved { watcher.show_current_state() } else { watcher.schedule_retry() }
        };
        self.client.api().connection().runtime.spawn(task.boxed_local());
    }

    /// Shows what there is to show at the first sign of trouble, and goes on asking.
    async fn resolve_session(&self) -> bool {
        let trouble = self.client.api().refresher().trouble.notified().boxed_local();
        match select(self.client.resolve_session().boxed_local(), trouble).await {
            Either::Left((resolved, _)) => resolved,
            Either::Right(((), resolving)) => {
                self.has_trouble.set(true);
                if self.client.is_resolved() {
                    self.show_current_state();
                } else {
                    self.show_unreachable();
                }
                let resolved = resolving.await;
                self.has_trouble.set(false);
                resolved
            }
        }
    }

    fn show_current_state(&self) {
        self.cancel_retry();
        let state = match self.client.state() {
            // The server has responded, but no cookie stays: the visitor has switched them off.
            SessionState::Loading => SessionState::SignedOut,
            state => state,
        };
        self.update(SessionView { state, unreachable: false });
    }

    fn schedule_retry(self: &Rc<Self>) {
        let runtime = &self.client.api().connection().runtime;
        let pause = runtime.sleep(RECHECK_INTERVAL_MS);
        let watcher = Rc::downgrade(self);
        let (retry, abort) = abortable(async move {
            pause.await;
            watcher.upgrade().iter().for_each(Self::resolve);
        });
        runtime.spawn(retry.map(drop).boxed_local());
        self.retry.replace(Some(abort));
        self.show_unreachable();
    }

    fn cancel_retry(&self) {
        self.retry.take().iter().for_each(AbortHandle::abort);
    }

    fn show_unreachable(&self) {
        let state = self.view.borrow().state.clone();
        self.update(SessionView { state, unreachable: true });
    }

    fn update(&self, view: SessionView) {
        self.view.replace(view.clone());
        (self.show)(view);
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.cancel_retry();
    }
}
