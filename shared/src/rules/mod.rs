//! The rules for e-mail addresses and passwords.
//!
//! The browser makes the light checks of this module while the user types; the server makes the
//! same ones on the normalised text (feature `server`), and its result counts.

pub mod email;
pub mod password;

/// An empty field (wire protocol 2.4).
pub const FIELD_IS_NOT_OPTIONAL: &str = "Field is not optional";
