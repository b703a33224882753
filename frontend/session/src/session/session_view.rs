//! What there is to show.

use crate::memory::SessionState;

/// What a page shows of the session.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SessionView {
    /// Signed in, signed out, or not known yet.
    pub state: SessionState,
    /// Only the server can tell what the state is now, and it cannot be reached. It is asked again
    /// from time to time.
    pub unreachable: bool,
}
