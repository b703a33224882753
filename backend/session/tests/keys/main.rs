//! Signing keys and server keys: rotated, withdrawn, forged.

mod der;
mod dropped_server_key;
mod forged;
mod forged_keys;
mod forged_macs;
mod forged_signing_keys;
mod forger;
mod key_changes;
mod key_rotation;
mod unknown_kids;
