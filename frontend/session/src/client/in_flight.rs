//! The requests that are on their way with the session, so that they can be aborted when another
//! session takes its place: the browser stores the cookies of a response even if no script reads it.

use std::cell::{Cell, RefCell};

use futures_util::future::AbortHandle;
use shared::SessionHandle;

/// The requests of this tab that have no response yet.
#[derive(Default)]
pub(crate) struct InFlight {
    requests: RefCell<Vec<Request>>,
    next: Cell<u64>,
}

struct Request {
    id: u64,
    /// The session that the request belongs to, if one was known when it left.
    session: Option<SessionHandle>,
    abort: AbortHandle,
}

impl InFlight {
    /// Counts a request among those on their way until the returned entry is dropped.
    pub(super) fn enter(&self, abort: AbortHandle, session: Option<SessionHandle>) -> Entry<'_> {
        let id = self.next.replace(self.next.get() + 1);
        self.requests.borrow_mut().push(Request { id, session, abort });
        Entry { in_flight: self, id }
    }

    /// Aborts all.
    pub(crate) fn abort_all(&self) {
        self.requests.borrow().iter().for_each(|request| request.abort.abort());
    }

    /// Aborts those that belong to a session other than `current`; none means signed out.
    pub(crate) fn abort_others(&self, current: Option<&SessionHandle>) {
        let requests = self.requests.borrow();
        let others = requests
            .iter()
            .filter(|request| request.session.is_some() && request.session.as_ref() != current);
        others.for_each(|request| request.abort.abort());
    }
}

/// A request on its way.
pub(super) struct Entry<'a> {
    in_flight: &'a InFlight,
    id: u64,
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        self.in_flight.requests.borrow_mut().retain(|request| request.id != self.id);
    }
}
