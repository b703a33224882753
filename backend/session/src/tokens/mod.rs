//! Access and refresh tokens: made, read, signed, checked, and remembered as checked.

pub mod access_token;
pub(crate) mod issuer;
pub(crate) mod pair;
pub(crate) mod refresh_token;
pub(crate) mod session_tokens;
pub(crate) mod verified;
pub(crate) mod verifier;
