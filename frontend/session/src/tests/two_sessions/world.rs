//! The browser and its network: one set of cookies for both tabs, requests that are on their way,
//! and what is noticed when they leave and when their responses come.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::server::{Delivery, Jar, Server, SetCookies};
use crate::memory::SessionMemory;
use crate::platform::{
    CookieStorage, HttpBackend, HttpRequest, HttpResponse, MemoryStorage, NoResponse,
};
use crate::signal::Signal;

/// The header that tells which call a request is an attempt of.
pub(super) const CALL: &str = "x-call";

/// What was to be seen when a request left.
#[derive(Clone)]
pub(super) struct Left {
    /// The session that the client remembered.
    pub(super) remembered: Option<String>,
    /// The session of the browser's cookies.
    pub(super) cookies: Option<String>,
    /// Had the browser thrown away what the client knew of the session?
    pub(super) forgotten: bool,
}

/// A request whose response has not come yet.
pub(super) struct Pending {
    id: u64,
    pub(super) tab: usize,
    pub(super) path: String,
    pub(super) left: Left,
    delivery: Delivery,
}

impl Pending {
    /// Does it make or end the session, or give it new tokens?
    pub(super) fn replaces(&self) -> bool {
        ["/auth/signin", "/auth/signout", "/api/account/password"].contains(&&*self.path)
    }
}

/// What both tabs share.
#[derive(Default)]
pub(super) struct World {
    pub(super) server: RefCell<Server>,
    pub(super) jar: RefCell<Jar>,
    pub(super) store: Rc<MemoryStorage>,
    pub(super) pending: RefCell<Vec<Pending>>,
    /// The responses that came, for the requests that wait for them.
    came: RefCell<BTreeMap<u64, Result<HttpResponse, NoResponse>>>,
    something_came: Signal,
    next: Cell<u64>,
    /// The last attempt of each call.
    attempts: RefCell<BTreeMap<String, Left>>,
    /// For each tab the number of the first request after it last replaced the session.
    replaced_at: [Cell<u64>; 2],
    /// A late response of another tab has stored its session's cookies over those of this one.
    pub(super) overwritten: Cell<bool>,
    /// The browser has thrown away what scripts wrote since the last sign-in.
    pub(super) forgotten: Cell<bool>,
    pub(super) violations: RefCell<Vec<String>>,
    /// No request leaves the computer.
    pub(super) offline: Cell<bool>,
}

impl World {
    pub(super) fn violated(&self, what: String) {
        self.violations.borrow_mut().push(what);
    }

    /// The session that the tabs remember.
    pub(super) fn remembered(&self) -> Option<String> {
        let memory = SessionMemory::new(
            Rc::clone(&self.store) as Rc<dyn CookieStorage>,
            Rc::new(|| shared::Timestamp::EPOCH),
        );
        memory.snapshot().handle.map(|handle| handle.as_str().to_owned())
    }

    fn leave(&self, tab: usize, request: &HttpRequest) -> u64 {
        let cookies = self.jar.borrow().session().cloned();
        let forgotten = self.forgotten.get();
        let left = Left { remembered: self.remembered(), cookies, forgotten };
        if let Some(call) = request.header(CALL) {
            self.compare_attempts(call, &left);
        }
        let delivery = self.server.borrow_mut().respond(request, &self.jar.borrow());
        let id = self.next.replace(self.next.get() + 1);
        let path = request.url.clone();
        self.pending.borrow_mut().push(Pending { id, tab, path, left, delivery });
        id
    }

    /// No call leaves with another session's cookies by way of a retry.
    fn compare_attempts(&self, call: &str, now: &Left) {
        let Some(before) = self.attempts.borrow_mut().insert(call.to_owned(), now.clone()) else {
            return;
        };
        if before.remembered.is_some() && before.remembered != now.remembered {
            let (before, now) = (before.remembered, &now.remembered);
            self.violated(format!("call {call} of {before:?} was sent again as {now:?}"));
        } else if before.cookies.is_some()
            && before.cookies != now.cookies
            && !self.overwritten.get()
            && !(before.remembered.is_none() && self.forgotten.get())
        {
            let (before, now) = (before.cookies, &now.cookies);
            self.violated(format!("call {call} left with cookies of {before:?}, then {now:?}"));
        }
    }

    /// A response comes: its cookies are stored, and the request that waits for it gets it.
    pub(super) fn deliver(&self, pending: &Pending) {
        let cookies = &pending.delivery.cookies;
        if *cookies != SetCookies::Nothing {
            if pending.id < self.replaced_at[pending.tab].get() {
                self.violated(format!(
                    "{} of {:?} set cookies after its tab {} had replaced the session",
                    pending.path, pending.left.cookies, pending.tab
                ));
            }
            let succeeded = pending.delivery.response.status < 300;
            if pending.replaces() && succeeded {
                self.replaced_at[pending.tab].set(self.next.get());
            }
            let overwrites = pending.left.cookies != self.jar.borrow().session().cloned();
            if pending.path == "/auth/signin" && succeeded {
                self.overwritten.set(false);
                self.forgotten.set(false);
            } else if overwrites {
                self.overwritten.set(true);
            }
        }
        self.jar.borrow_mut().store(cookies);
        self.give(pending.id, Ok(pending.delivery.response.clone()));
    }

    /// The response never comes.
    pub(super) fn lose(&self, pending: &Pending) {
        self.give(pending.id, Err(NoResponse));
    }

    fn give(&self, id: u64, response: Result<HttpResponse, NoResponse>) {
        self.came.borrow_mut().insert(id, response);
        self.something_came.notify();
    }
}

/// The network of one tab.
pub(super) struct Network(pub(super) Rc<World>, pub(super) usize);

impl HttpBackend for Network {
    fn send(
        &self,
        request: HttpRequest,
    ) -> LocalBoxFuture<'static, Result<HttpResponse, NoResponse>> {
        let (world, tab) = (Rc::clone(&self.0), self.1);
        async move {
            if world.offline.get() {
                return Err(NoResponse);
            }
            let on_its_way = OnItsWay(Rc::clone(&world), world.leave(tab, &request));
            loop {
                let next = world.something_came.notified();
                if let Some(response) = world.came.borrow_mut().remove(&on_its_way.1) {
                    return response;
                }
                next.await;
            }
        }
        .boxed_local()
    }
}

/// A request that is aborted when this is dropped: its response does not come any more.
struct OnItsWay(Rc<World>, u64);

impl Drop for OnItsWay {
    fn drop(&mut self) {
        self.0.pending.borrow_mut().retain(|pending| pending.id != self.1);
    }
}
