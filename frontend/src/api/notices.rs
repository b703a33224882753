//! What the user's code is told once the session lock has been given back: nothing of the user's
//! runs while it is held.

use super::client::ApiClient;
use super::http::HttpReply;
use crate::session::SessionEvent;

/// Events and replies, in their order.
#[derive(Default)]
pub(super) struct Notices {
    pub(super) events: Vec<SessionEvent>,
    pub(super) replies: Vec<HttpReply>,
}

impl ApiClient {
    /// Tells the listeners and the reply interceptors. Call it without the lock.
    pub(super) fn announce(&self, notices: Notices) {
        self.tell(notices.events);
        notices.replies.iter().for_each(|reply| self.interceptors().reply(reply));
    }
}
