//! What was remembered at one moment.

use shared::SessionHandle;

use super::state::LocalState;

/// What was remembered at one moment, to be compared with a later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snapshot {
    /// Signed in or not.
    pub(crate) state: LocalState,
    /// The session, if one is known.
    pub(crate) handle: Option<SessionHandle>,
    /// When the last front token came, as it is written in the cookie.
    pub(crate) updated: Option<String>,
}

impl Snapshot {
    /// Is this, later, still the session of `before`? A session that was not known then may have
    /// been found since.
    pub(crate) fn continues(&self, before: &Self) -> bool {
        match before.state {
            LocalState::Exists => self.handle == before.handle,
            LocalState::MayExist => self.state != LocalState::NotExists,
            LocalState::NotExists => self.state == LocalState::NotExists,
        }
    }
}
