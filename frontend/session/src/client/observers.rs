//! Everything of the page's own code that the client calls.

use super::interceptors::Interceptors;
use super::listeners::Listeners;
use crate::memory::SessionEvent;
use crate::platform::HttpResponse;

/// The page's listeners and interceptors.
#[derive(Default)]
pub(crate) struct Observers {
    /// Called at every event of the session.
    pub(crate) events: Listeners<SessionEvent>,
    /// Called when a call finds that the cookies are another session's.
    pub(crate) changes: Listeners<()>,
    /// Called around every call that carries the session.
    pub(crate) interceptors: Interceptors,
}

impl Observers {
    /// Calls the event listeners.
    pub(crate) fn notify(&self, events: impl IntoIterator<Item = SessionEvent>) {
        events.into_iter().for_each(|event| self.events.notify(event));
    }
}

/// What happened while the session lock was held, in its order.
///
/// The observers hear of it after the lock was given back: they are the page's code, which may take
/// as long as it likes or make calls that need the lock.
#[derive(Default)]
pub(super) struct Notices {
    pub(super) events: Vec<SessionEvent>,
    pub(super) responses: Vec<HttpResponse>,
    /// All this happens because the user signs out.
    pub(super) signing_out: bool,
}
