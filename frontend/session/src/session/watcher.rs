//! What there is to show of the session, and when it changes. Driven by the browser's events and the
//! client's, which [`SessionWatch`](super::SessionWatch) connects.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{AbortHandle, Either, abortable, select};

use super::session_client::SessionClient;
use super::session_view::SessionView;
use crate::memory::{SessionEvent, SessionState, SignOutReason};

/// How long to leave a server alone that did not respond to any of a refresh's tries, in
/// milliseconds.
const RECHECK_INTERVAL_MS: u32 = 30_000;

/// The longest time until it is looked at again whether the access token expires soon. A computer that
/// slept has lost its timers' time.
const RENEWAL_CHECK: Duration = Duration::from_secs(600);
/// What other tabs are told about a change that has no reason.
const CHANGED: &str = "changed";

/// What the browser's events and the client's drive.
pub(super) struct Watcher {
    client: SessionClient,
    view: RefCell<SessionView>,
    show: Box<dyn Fn(SessionView)>,
    resolving: Cell<bool>,
    /// The first try had no outcome: what the cookies say is as good as it gets for now.
    has_trouble: Cell<bool>,
    retry: RefCell<Option<AbortHandle>>,
    renewal: RefCell<Option<AbortHandle>>,
}

impl Watcher {
    /// Begins with asking the server where the cookies say nothing.
    pub(super) fn start(client: SessionClient, show: impl Fn(SessionView) + 'static) -> Rc<Self> {
        let watcher = Rc::new(Self {
            client,
            view: RefCell::default(),
            show: Box::new(show),
            resolving: Cell::default(),
            has_trouble: Cell::default(),
            retry: RefCell::default(),
            renewal: RefCell::default(),
        });
        watcher.resolve();
        watcher
    }

    /// Checks the cookies, and asks the server if they say nothing. A refresh that waits for its
    /// next try makes it now, and a token that expires soon is renewed.
    pub(super) fn check(self: &Rc<Self>) {
        self.client.api().wake();
        self.client.api().refresher().renew_if_due();
        self.look();
    }

    /// After an event of this tab: what to tell the others.
    pub(super) fn after(self: &Rc<Self>, event: &SessionEvent) -> &'static str {
        self.look();
        match event.reason() {
            None | Some(SignOutReason::Never) => CHANGED,
            Some(reason) => reason.as_str(),
        }
    }

    /// Another tab has changed the session, and perhaps says why it ended.
    pub(super) fn hear(self: &Rc<Self>, word: &str) {
        if let Some(reason) = SignOutReason::parse(word) {
            self.client.api().memory().other_tab_ended(reason);
        }
        self.check_cookies();
    }

    fn look(self: &Rc<Self>) {
        match self.client.is_resolved() {
            true => self.check_cookies(),
            false => self.resolve(),
        }
    }

    /// Checks the cookies alone. This is all that a change in another tab leads to: two tabs
    /// that asked the server on each other's changes would never stop in a browser that keeps no cookie.
    fn check_cookies(self: &Rc<Self>) {
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
            if resolved {
                watcher.client.api().refresher().renew_if_due();
                watcher.show_current_state();
            } else {
                watcher.schedule_retry();
            }
        };
        self.client.api().connection().runtime.spawn(task.boxed_local());
    }

    /// Shows what there is to show at the first sign of trouble, and goes on asking.
    async fn resolve_session(self: &Rc<Self>) -> bool {
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

    fn show_current_state(self: &Rc<Self>) {
        self.cancel_retry();
        self.schedule_renewal();
        let state = match self.client.state() {
            // The server has responded, but no cookie stays: the visitor has switched them off.
            SessionState::Loading => {
                SessionState::SignedOut(self.client.api().memory().sign_out_reason())
            }
            state => state,
        };
        self.update(SessionView { state, unreachable: false });
    }

    /// Renews the access token shortly before it expires, if somebody looks at the page then.
    fn schedule_renewal(self: &Rc<Self>) {
        let refresher = self.client.api().refresher();
        let wait = refresher.time_to_renewal().map(|wait| wait.min(RENEWAL_CHECK));
        let renewal = wait.filter(|wait| !wait.is_zero()).map(|wait| {
            self.later(wait.as_millis() as u32 + 1, |watcher| {
                watcher.client.api().refresher().renew_if_due();
                watcher.schedule_renewal();
            })
        });
        self.renewal.replace(renewal).iter().for_each(AbortHandle::abort);
    }

    fn schedule_retry(self: &Rc<Self>) {
        self.retry.replace(Some(self.later(RECHECK_INTERVAL_MS, Self::resolve)));
        self.show_unreachable();
    }

    /// Runs `work` after so many milliseconds, unless this is dropped before.
    fn later(self: &Rc<Self>, ms: u32, work: fn(&Rc<Self>)) -> AbortHandle {
        let runtime = &self.client.api().connection().runtime;
        let pause = runtime.sleep(ms);
        let watcher = Rc::downgrade(self);
        let (task, abort) = abortable(async move {
            pause.await;
            watcher.upgrade().iter().for_each(work);
        });
        runtime.spawn(task.map(drop).boxed_local());
        abort
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
        self.renewal.take().iter().for_each(AbortHandle::abort);
    }
}
