//! Guides that a program can follow: the steps `remove-demo` and `add-things` of `cargo xtask test`
//! do in a scratch copy what a guide tells its reader to do, so that guide and checkout cannot
//! differ.
//!
//! # Taking something away
//!
//! The section with the heading that the step names has fenced blocks of the language `text`, with
//! one entry a line; lines that belong to an entry are indented:
//!
//! ```text
//! delete backend/src/comments
//! delete-line backend/src/routes.rs mod comments;
//! delete-lines Trunk.toml
//!     [[proxy]]
//!     backend = "http://127.0.0.1:3000/like-comment"
//! replace-line frontend/src/route.rs
//!     pub const ALL: [Self; 7] = [
//!     pub const ALL: [Self; 6] = [
//! ```
//!
//! `delete` takes a file or a folder. `delete-lines` takes lines that follow each other.
//! `replace-line` has the line as it is and the line as it will be.
//!
//! # Adding something
//!
//! The line of text before each fenced block names a file in backticks and ends in one of these:
//!
//! ```text
//! `backend/src/things/mod.rs`, new file:
//! `migrations/0009_things.sql`, at the end:
//! `backend/src/lib.rs`, after `pub mod sessions;`:
//! `backend/src/lib.rs`, before `pub mod state;`:
//! `frontend/src/route.rs`, in place of `pub const ALL: [Self; 7] = [`:
//! ```
//!
//! Words may stand in front (``In `backend/src/lib.rs`, after …``). What is inserted gets the
//! indentation of the line that is named. Blocks of the languages `sh`, `text`, `json` and
//! `console` are for the reader only.
//!
//! # Both
//!
//! Lines are compared without the blanks around them, and a line that is named must be in its file
//! exactly once. Paths are relative to the workspace's root.

mod additions;
mod blocks;
mod edit;
mod removals;

pub(crate) use self::additions::additions;
pub(crate) use self::edit::{Edit, apply};
pub(crate) use self::removals::{Limits, removals};
