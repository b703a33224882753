//! The access token is renewed shortly before it expires, so that no call has to wait for that. Only
//! while somebody looks at the page: a hidden tab needs no token, and a session that nobody uses is
//! to expire.

use std::rc::Rc;
use std::time::Duration;

use super::refresh::Refresher;

impl Refresher {
    /// Renews the token of a call that is about to leave, if it expires soon. The call does not wait:
    /// the token is still good. One try for each token; after that, the 401 decides.
    pub(super) fn renew_before_call(self: &Rc<Self>) {
        let memory = &self.connection.memory;
        if !memory.is_expired() && *self.renewed.borrow() != memory.snapshot().updated {
            self.renew_if_due();
        }
    }

    /// Renews the access token if it expires soon or has expired, and somebody looks at the page.
    pub(crate) fn renew_if_due(self: &Rc<Self>) {
        if self.connection.runtime.is_visible() && self.time_to_renewal() == Some(Duration::ZERO) {
            let before = self.connection.memory.snapshot();
            self.renewed.replace(before.updated.clone());
            // It runs by itself.
            drop(self.join_or_start(before));
        }
    }

    /// How long until the access token is to be renewed. `None` without a session.
    pub(crate) fn time_to_renewal(&self) -> Option<Duration> {
        let memory = &self.connection.memory;
        let jitter = *self.jitter.get_or_init(|| self.connection.runtime.random());
        let due = memory.renewal_time(jitter)?;
        Some(due.since(memory.server_now()))
    }
}
