//! What is remembered of the session between calls, reloads and tabs, and what a response changes
//! in it. No browser and no network: the cookies and the clock come in as traits.

mod apply;
mod clock;
mod decisions;
mod event;
mod headers;
mod reason;
mod session_memory;
mod snapshot;
mod state;

pub(crate) use decisions::{
    AfterUnauthorised, RefreshOutcome, ResponseUse, after_unauthorised, refresh_outcome,
    use_of_response,
};
pub use event::SessionEvent;
pub(crate) use headers::SessionHeaders;
pub(crate) use reason::ResponseFacts;
pub use reason::SignOutReason;
pub(crate) use session_memory::{SessionMemory, handle_of};
pub(crate) use snapshot::Snapshot;
pub(crate) use state::LocalState;
pub use state::SessionState;

#[cfg(test)]
mod planted_tests;
#[cfg(test)]
mod session_memory_tests;
