//! Hooks of any feature: [`use_mutation`] for what an event starts, [`use_form`] for what is typed.
//! What a page shows comes from [`use_query`](crate::session::use_query), which knows the session.

mod any;
mod use_form;
mod use_mutation;

pub use any::{AnyEq, Key};
pub use use_form::{FormHandle, FormValues, use_form};
pub use use_mutation::{Mutation, use_mutation};
