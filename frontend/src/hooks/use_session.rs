//! The session and its functions.

use yew::prelude::*;

use crate::session::SessionContext;

/// The session's state to render, and its client to act with.
///
/// # Panics
/// Outside a [`crate::session::SessionProvider`], which is a mistake in the component tree.
#[hook]
#[expect(clippy::expect_used, reason = "without a provider no page can work; say so at once")]
pub fn use_session() -> SessionContext {
    use_context().expect("use_session is called below a SessionProvider")
}
