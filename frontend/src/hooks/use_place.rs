//! Where in the app the visitor is.

use yew::prelude::*;

use crate::router::Place;

/// The address, and the way to another one.
///
/// # Panics
/// Outside a [`crate::router::Router`], which is a mistake in the component tree.
#[hook]
#[expect(clippy::expect_used, reason = "without a router no page can work; say so at once")]
pub fn use_place() -> Place {
    use_context().expect("use_place is called below a Router")
}
