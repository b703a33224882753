//! Hearing of what happens to the session.

use super::session_client::SessionClient;
use crate::client::ApiClient;
use crate::memory::SessionEvent;

impl SessionClient {
    /// Calls `listener` at every [`SessionEvent`], refreshes and sign-outs of this page, until the subscription is dropped.
    #[doc(alias = "onHandleEvent")]
    pub fn subscribe(&self, listener: impl Fn(SessionEvent) + 'static) -> Subscription {
        Subscription {
            id: self.api().connection().observers.events.add(listener),
            api: self.api().clone(),
        }
    }

    /// Calls `check` whenever a call finds that another session has taken the place of its own.
    pub(crate) fn subscribe_to_changes(&self, check: impl Fn() + 'static) -> ChangeSubscription {
        ChangeSubscription {
            id: self.api().connection().observers.changes.add(move |()| check()),
            api: self.api().clone(),
        }
    }
}

/// A listener to the session's events; dropping this removes it.
#[must_use = "dropping it ends the subscription"]
pub struct Subscription {
    id: u32,
    api: ApiClient,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.api.connection().observers.events.remove(self.id);
    }
}

/// As [`Subscription`], for changes that another tab made.
#[must_use = "dropping it ends the subscription"]
pub(crate) struct ChangeSubscription {
    id: u32,
    api: ApiClient,
}

impl Drop for ChangeSubscription {
    fn drop(&mut self) {
        self.api.connection().observers.changes.remove(self.id);
    }
}
