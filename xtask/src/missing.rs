//! What this machine lacks.

use std::error::Error;
use std::fmt;

/// Something that a task needs and does not find, and the one command that gets it.
#[derive(Debug, PartialEq)]
pub(crate) struct Missing {
    /// The missing things, as the subject of a sentence in the singular: `trunk 0.21.14`.
    pub(crate) what: String,
    /// What the user can type.
    pub(crate) command: String,
}

impl Error for Missing {}

impl fmt::Display for Missing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} is missing; to get it: {}", self.what, self.command)
    }
}
