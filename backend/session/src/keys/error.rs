//! How keeping the signing keys can fail.

use crate::store::DbError;

/// Why the signing keys could not be read or rotated.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyError {
    /// The key that signs was sealed under a server key that this process does not have. It cannot
    /// go on: it would sign with a key that was replaced, and miss every key that is withdrawn.
    #[error(
        "the {state} signing key {kid} was sealed under another server key: set SECRET_KEY to the one this database was made with, or add that one to SECRET_KEY_PREVIOUS"
    )]
    SealedElsewhere {
        /// The key.
        kid: String,
        /// Where it is in its life.
        state: &'static str,
    },
    /// The database's faults, and rows that hold no key. It may be better the next time.
    #[error(transparent)]
    Fault(#[from] anyhow::Error),
}

impl From<DbError> for SigningKeyError {
    fn from(error: DbError) -> Self {
        Self::Fault(error.into())
    }
}
