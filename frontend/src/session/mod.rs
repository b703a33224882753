//! The only place that knows whether we are signed in.
//!
//! [`SessionMemory`] holds what is remembered and the rules about it, without browser or network;
//! [`SessionClient`] is the handle with the functions of the guides; [`SessionProvider`] gives both
//! to the components below it. Nothing here is ever kept in web storage.

mod client;
mod cookie_store;
mod credentials;
mod decision;
mod event;
mod headers;
mod memory;
mod page_events;
mod provider;
mod sign_in;
mod state;
mod store;
mod watch;

pub use client::{NoSession, SessionClient, Subscription};
pub use cookie_store::CookieStore;
pub use credentials::{Credentials, FormProblem, TENANT_FIELD};
pub use decision::{
    AfterUnauthorised, RefreshOutcome, ReplyUse, Snapshot, after_unauthorised, refresh_outcome,
    use_of_reply,
};
pub use event::SessionEvent;
pub use headers::SessionHeaders;
pub(crate) use memory::handle_of;
pub use memory::{Clock, SessionMemory};
pub use page_events::PageEvents;
pub use provider::{SessionContext, SessionProvider, SessionProviderProps};
pub use state::{LocalState, SessionState, session_info};
pub use store::{Lifetime, MemoryStore, Store};
