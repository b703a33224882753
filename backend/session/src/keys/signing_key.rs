//! One signing key, ready for use.

use anyhow::anyhow;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use serde_json::Value;
use shared::Timestamp;

/// One key, opened.
pub struct SigningKey {
    /// Its name in a token's header.
    pub kid: String,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// Verifies.
    pub decoding: DecodingKey,
    /// Signs; there for the active key only.
    pub(crate) encoding: Option<EncodingKey>,
    pub(crate) public_jwk: Value,
    pub(crate) changed_at: Timestamp,
}

impl SigningKey {
    /// The private part.
    ///
    /// # Errors
    /// When this key only verifies.
    pub fn encoding(&self) -> anyhow::Result<&EncodingKey> {
        self.encoding.as_ref().ok_or_else(|| anyhow!("signing key {} is not active", self.kid))
    }
}
