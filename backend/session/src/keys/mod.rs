//! Signing keys: in the database, sealed under the server key; here, opened and ready.
//!
//! Each row carries a MAC under the server key. A row without a good one verifies nothing and is
//! not published: who can write to the database cannot add a key.
//!
//! Every process reads the table again within half a minute, so that a key that was withdrawn in
//! one stops verifying in all.

mod cooldown;
mod error;
mod gone;
mod mac;
mod material;
mod reseal;
mod rotation;
pub(crate) mod server_key;
mod server_keys;
mod signing_key;
mod signing_keys;
mod sort;
mod table;

pub use error::{ServerKeyError, SigningKeyError};
pub(crate) use gone::delete_gone;
pub use mac::signing_key_mac;
pub use server_key::{ServerKey, Unopenable};
pub use server_keys::{ServerKeySource, ServerKeys};
pub use signing_key::SigningKey;
pub use signing_keys::SigningKeys;
