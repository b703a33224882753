//! The access token's time: how much is left, and how to get more.

use gloo_timers::callback::Interval;
use session_client::ApiError;
use shared::Timestamp;
use yew::prelude::*;

use crate::hooks::{TaskState, use_task};
use crate::session::use_session;

/// How a refresh went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshStatus {
    /// Not asked for.
    Idle,
    /// On its way.
    Busy,
    /// There are new tokens.
    Refreshed {
        /// When the access token before would have expired.
        old_expiry: Timestamp,
        /// When this one does.
        new_expiry: Timestamp,
    },
    /// The session is over.
    Rejected,
    /// The server could not be asked; the session is as it was.
    Failed,
}

/// What [`use_refresh`] gives.
#[derive(Clone, PartialEq)]
pub struct RefreshHandle {
    /// What came of the last refresh asked for here.
    pub status: RefreshStatus,
    /// Seconds until the access token expires, counting down; 0 afterwards. `None` without a
    /// session, and before the first tick.
    pub seconds_left: Option<u64>,
    /// Asks for new tokens now.
    pub refresh: Callback<()>,
}

/// The access token's time left, and a trigger for a refresh.
///
/// Nothing needs that trigger to keep working: calls refresh by themselves.
#[hook]
pub fn use_refresh() -> RefreshHandle {
    let session = use_session();
    let expiry = session.state.info().map(|info| info.access_token_expiry);
    let seconds_left = use_state_eq(|| None);
    {
        let (client, seconds_left) = (session.client.clone(), seconds_left.setter());
        use_effect_with(expiry, move |expiry| {
            let expiry = *expiry;
            let tick = move || {
                let left = expiry.map(|expiry| seconds_until(expiry, client.api().server_now()));
                seconds_left.set(left);
            };
            tick();
            let timer = expiry.map(|_| Interval::new(1_000, tick));
            move || drop(timer)
        });
    }
    let client = session.client;
    let task = use_task(move |old_expiry: Timestamp| {
        let client = client.clone();
        async move {
            let refreshed = client.attempt_refreshing_session().await?;
            let new_expiry = client.state().info().map(|info| info.access_token_expiry);
            Ok::<_, ApiError>(new_expiry.filter(|_| refreshed).map(|new| (old_expiry, new)))
        }
    });
    let status = match &*task.state {
        TaskState::Idle => RefreshStatus::Idle,
        TaskState::Busy => RefreshStatus::Busy,
        TaskState::Done(Some((old_expiry, new_expiry))) => {
            RefreshStatus::Refreshed { old_expiry: *old_expiry, new_expiry: *new_expiry }
        }
        TaskState::Done(None) => RefreshStatus::Rejected,
        TaskState::Failed(_) => RefreshStatus::Failed,
    };
    RefreshHandle {
        status,
        seconds_left: *seconds_left,
        refresh: task.run.reform(move |()| expiry.unwrap_or_default()),
    }
}

/// Whole seconds, rounded up, so that 0 means expired.
fn seconds_until(expiry: Timestamp, now: Timestamp) -> u64 {
    expiry.since(now).as_millis().div_ceil(1_000) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_means_expired() {
        let left = |now| seconds_until(Timestamp::from_secs(10), Timestamp::from_millis(now));
        assert_eq!([7_500, 9_999, 10_000, 50_000].map(left), [3, 1, 0, 0]);
    }
}
