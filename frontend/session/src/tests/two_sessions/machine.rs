//! Two clients on one browser, the operations on them, and what must hold after each.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{AbortHandle, abortable};
use shared::names::client_cookie as cookie;
use shared::{ClientConfig, Method, Timestamp};

use super::checks::Teller;
use super::operation::Operation;
use super::world::{CALL, Network, Pending, World};
use crate::client::ApiClient;
use crate::platform::{
    CookieStorage, HttpRequest, LocalLock, LockGuard, Platform, Runtime, SessionLock,
};
use crate::session::{Credentials, SessionClient, SignOutOptions};
use crate::tests::test_runtime::TestRuntime;

/// One caller of one tab.
struct Caller {
    what: String,
    is_done: Rc<Cell<bool>>,
    abort: AbortHandle,
}

/// What is kept, to compare with later.
#[derive(Debug, PartialEq)]
struct Kept(Vec<(String, Option<String>)>);

pub(super) struct Machine {
    pub(super) world: Rc<World>,
    runtime: TestRuntime,
    lock: Rc<LocalLock>,
    pub(super) tabs: [SessionClient; 2],
    callers: RefCell<Vec<Caller>>,
    frozen: RefCell<Option<LockGuard>>,
    /// What somebody has set the clock forward by, in milliseconds.
    jumped: Rc<Cell<i64>>,
    pub(super) tellers: [Teller; 2],
}

impl Machine {
    pub(super) fn new() -> Self {
        let (world, runtime) = (Rc::new(World::default()), TestRuntime::default());
        let lock = Rc::new(LocalLock::default());
        let (ticks, jumped) = (Rc::new(Cell::new(0)), Rc::<Cell<i64>>::default());
        let tab = |tab| {
            // No two dates are the same.
            let (ticks, jumped) = (Rc::clone(&ticks), Rc::clone(&jumped));
            let runtime = runtime.clone();
            let timers = runtime.clone();
            let platform = Platform {
                cookies: Rc::clone(&world.store) as Rc<dyn CookieStorage>,
                clock: Rc::new(move || {
                    let real = ticks.replace(ticks.get() + 1) + timers.now() as i64;
                    Timestamp::from_millis(real + jumped.get())
                }),
                http: Rc::new(Network(Rc::clone(&world), tab)),
                lock: Rc::clone(&lock) as Rc<dyn SessionLock>,
                runtime: Rc::new(runtime),
            };
            SessionClient::new(ApiClient::new(ClientConfig::default(), platform))
        };
        let tabs = [tab(0), tab(1)];
        let (callers, frozen) = (RefCell::default(), RefCell::default());
        let tellers = Default::default();
        Self { world, runtime, lock, tabs, callers, frozen, jumped, tellers }
    }

    pub(super) fn play(&self, operation: &Operation) {
        match operation {
            Operation::Call { tab, merges } => self.call(*tab, *merges),
            Operation::Refresh { tab } => {
                let tab = self.tabs[*tab].clone();
                self.start("refresh", async move { drop(tab.attempt_refreshing_session().await) });
            }
            Operation::SignIn { tab, user } => self.sign_in(*tab, *user),
            Operation::SignOut { tab } => {
                self.tellers[*tab].signed_out.set(true);
                let tab = self.tabs[*tab].clone();
                self.start("sign out", async move {
                    drop(tab.sign_out(SignOutOptions::default()).await);
                });
            }
            Operation::ChangePassword { tab } => {
                let tab = self.tabs[*tab].clone();
                self.start("password", async move { drop(tab.change_password("a", "b").await) });
            }
            Operation::Deliver(index) | Operation::Lose(index) => {
                let pending = self.take_pending(|len| index.index(len));
                let comes = matches!(operation, Operation::Deliver(_));
                pending.into_iter().for_each(|pending| self.end(&pending, comes));
            }
            Operation::DropCaller(index) => {
                let callers = self.callers.borrow();
                if !callers.is_empty() {
                    callers[index.index(callers.len())].abort.abort();
                }
            }
            Operation::Freeze => {
                let guard = self.lock.acquire().now_or_never().flatten();
                guard.into_iter().for_each(|guard| drop(self.frozen.replace(Some(guard))));
            }
            Operation::Thaw => drop(self.frozen.take()),
            _ => self.happen(operation),
        }
        self.runtime.run_until_stalled();
        self.check_replacing();
        self.check_refreshes();
        self.check_reasons();
    }

    /// What happens without a caller.
    fn happen(&self, operation: &Operation) {
        match operation {
            Operation::Expire => self.world.server.borrow_mut().expire(),
            Operation::Revoke => {
                let jar = self.world.jar.borrow();
                let mut server = self.world.server.borrow_mut();
                jar.session().into_iter().for_each(|handle| server.revoke(handle));
            }
            Operation::Advance => drop(self.runtime.advance()),
            Operation::News { tab } => self.hear(&self.tabs[*tab], &self.tabs[1 - *tab]),
            Operation::Wake { tab } => self.tabs[*tab].api().wake(),
            Operation::Look { tab } => self.tabs[*tab].api().refresher().renew_if_due(),
            Operation::Online(online) => {
                self.world.offline.set(!online);
                self.runtime.set_online(*online);
            }
            Operation::Faulty(faulty) => self.world.server.borrow_mut().faulty = *faulty,
            Operation::ClockJump(minutes) => self.jumped.set(self.jumped.get() + minutes * 60_000),
            Operation::ForgetCookies => {
                self.world.forgotten.set(true);
                self.world.store.names().iter().for_each(|name| self.world.store.remove(name));
            }
            _ => {}
        }
    }

    /// One tab hears what the other one knows.
    fn hear(&self, tab: &SessionClient, other: &SessionClient) {
        let reason = other.state().sign_out_reason();
        reason.into_iter().for_each(|reason| tab.api().memory().other_tab_ended(reason));
        tab.api().abort_calls_of_other_sessions();
    }

    fn call(&self, tab: usize, merges: bool) {
        let path = if merges { "/api/merge" } else { "/api/data" };
        let mut request = HttpRequest::new(Method::Post, path);
        request.add_header(CALL, self.callers.borrow().len().to_string());
        let api = self.tabs[tab].api().clone();
        self.start(path, async move { drop(api.send(request).await) });
    }

    fn sign_in(&self, tab: usize, user: usize) {
        let tab = self.tabs[tab].clone();
        let credentials = Credentials {
            email: ["ada@example.com", "bob@example.com"][user].to_owned(),
            password: "correct horse".to_owned(),
            ..Credentials::default()
        };
        self.start("sign in", async move { drop(tab.sign_in(&credentials).await) });
    }

    fn start(&self, what: &str, work: impl Future<Output = ()> + 'static) {
        let is_done = Rc::new(Cell::new(false));
        let (work, abort) = abortable(work);
        let done = Rc::clone(&is_done);
        self.runtime.spawn(work.map(move |_| done.set(true)).boxed_local());
        self.callers.borrow_mut().push(Caller { what: what.to_owned(), is_done, abort });
    }

    fn take_pending(&self, index: impl FnOnce(usize) -> usize) -> Option<Pending> {
        let mut pending = self.world.pending.borrow_mut();
        (!pending.is_empty()).then(|| index(pending.len())).map(|index| pending.remove(index))
    }

    fn kept(&self) -> Kept {
        let value = |name: String| {
            let value = self.world.store.get(&name);
            (name, value)
        };
        Kept(self.world.store.names().into_iter().map(value).collect())
    }

    /// The response comes, or never does. What it does to what is kept is compared with what it may do.
    fn end(&self, pending: &Pending, comes: bool) {
        let (kept, remembered) = (self.kept(), self.world.remembered());
        let signed_out = self.tabs[0].state().is_signed_out();
        if comes {
            self.world.deliver(pending);
        } else {
            self.world.lose(pending);
        }
        self.runtime.run_until_stalled();
        if pending.path == "/auth/signin" {
            return;
        }
        let own = &pending.left.remembered;
        let now = self.world.remembered();
        let of_another = own.is_some() && remembered.is_some() && *own != remembered;
        if (of_another || own.is_some() && signed_out) && self.kept() != kept {
            let path = &pending.path;
            self.world.violated(format!(
                "{path} of {own:?} changed what was kept of {remembered:?}: now {now:?}"
            ));
        }
        // That none ends a session that lives is another check's, which knows the excuses.
        if remembered.is_some() && now.is_some() && now != remembered {
            let path = &pending.path;
            self.world.violated(format!("{path} put {now:?} in the place of {remembered:?}"));
        }
        self.check_sign_out(pending, remembered);
    }

    /// All responses come and all timers run: every call ends, and the lock is free.
    pub(super) fn finish(&self) {
        self.frozen.take();
        self.happen(&Operation::Online(true));
        self.happen(&Operation::Faulty(false));
        self.runtime.run_until_stalled();
        for _ in 0..1_000 {
            if let Some(pending) = self.take_pending(|_| 0) {
                self.end(&pending, true);
                self.check_replacing();
            } else if !self.runtime.advance() {
                break;
            }
        }
        for caller in self.callers.borrow().iter().filter(|caller| !caller.is_done.get()) {
            self.world.violated(format!("a call never ends: {}", caller.what));
        }
        if self.lock.acquire().now_or_never().is_none() {
            self.world.violated("the lock is still taken".to_owned());
        }
        if self.tabs[0].state().is_signed_out()
            && self.world.store.names() != [cookie::LAST_ACCESS_TOKEN_UPDATE]
        {
            self.world.violated(format!("signed out, with {:?}", self.world.store.names()));
        }
    }

    pub(super) fn verdict(&self) -> Result<(), String> {
        let violations = self.world.violations.borrow();
        if violations.is_empty() { Ok(()) } else { Err(violations.join("\n")) }
    }
}
