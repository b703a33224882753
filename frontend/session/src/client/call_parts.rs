//! Which parts of a call are there already, as types, so that a call without all of them does not
//! compile.

use std::time::Duration;

use shared::{NoBody, NoQuery, TenantId};

use super::replacer::CallKind;

/// What a call may have beside the parts of its endpoint.
pub(super) struct Options {
    pub(super) tenant: TenantId,
    pub(super) kind: CallKind,
    pub(super) timeout: Option<Duration>,
}

/// A part of a call that was not given.
#[derive(Debug, Clone, Copy)]
pub struct Missing;

/// A part of a call that was given.
#[derive(Debug, Clone, Copy)]
pub struct Given<T>(pub(super) T);

/// Has the parameters of the path: they were given, or there are none.
#[diagnostic::on_unimplemented(
    message = "the path of this endpoint has parameters, and the call does not",
    label = "give them before this: `.params(…)`",
    note = "they are of type `{T}`"
)]
pub trait GivesParams<T> {
    /// The parameters.
    fn give(self) -> T;
}

/// Has the query: it was given, or there is none.
#[diagnostic::on_unimplemented(
    message = "this endpoint has a query, and the call does not",
    label = "give it before this: `.query(…)`",
    note = "it is of type `{T}`"
)]
pub trait GivesQuery<T> {
    /// The query.
    fn give(self) -> T;
}

/// Has the body: it was given, or there is none.
#[diagnostic::on_unimplemented(
    message = "this endpoint has a request body, and the call does not",
    label = "give it before this: `.body(…)`",
    note = "it is of type `{T}`"
)]
pub trait GivesBody<T> {
    /// The body.
    fn give(self) -> T;
}

impl GivesParams<()> for Missing {
    fn give(self) {}
}

impl<T> GivesParams<T> for Given<T> {
    fn give(self) -> T {
        self.0
    }
}

impl GivesQuery<NoQuery> for Missing {
    fn give(self) -> NoQuery {
        NoQuery {}
    }
}

impl<T> GivesQuery<T> for Given<T> {
    fn give(self) -> T {
        self.0
    }
}

impl GivesBody<NoBody> for Missing {
    fn give(self) -> NoBody {
        NoBody {}
    }
}

impl<T> GivesBody<T> for Given<T> {
    fn give(self) -> T {
        self.0
    }
}
