//! The session as components see it: [`SessionProvider`] gives its state and its client to all
//! components below it.

mod provider;

pub use provider::{SessionContext, SessionProvider, SessionProviderProps};
