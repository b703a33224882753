//! What is around every handler: what is refused first, headers, bodies, static files, the log.

pub(crate) mod cors;
pub(crate) mod files;
pub mod guard;
pub(crate) mod headers;
pub(crate) mod health;
mod input;
mod json;
mod mount;
pub mod telemetry;

pub use input::Input;
pub use json::Json;
pub use mount::{Answers, Mount, Takes};
