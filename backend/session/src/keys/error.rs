//! How loading the server keys and keeping the signing keys can fail.

use std::path::PathBuf;

use crate::store::DbError;

/// The server key cannot be had. The text says what to set.
#[derive(Debug, thiserror::Error)]
pub enum ServerKeyError {
    /// The text is not the base64 of 32 bytes.
    #[error("{name} must be base64 of 32 random bytes: openssl rand -base64 32 makes one")]
    NotAKey {
        /// The setting or the file.
        name: String,
    },
    /// All bytes alike is a placeholder.
    #[error("{name} is not random: openssl rand -base64 32 makes one that is")]
    NotRandom {
        /// The setting or the file.
        name: String,
    },
    /// The file cannot be read or made.
    #[error(
        "cannot read or make the server key file {path}: {source} (SECRET_KEY_FILE says where it is)"
    )]
    File {
        /// The file it is about.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Other users of this machine can read the file, or could until now.
    #[error(
        "other users of this machine can read the server key file {path}: chmod 600 {path}, and make a new key if one of them may have read it"
    )]
    Exposed {
        /// The file it is about.
        path: PathBuf,
    },
    /// There is none, and none may be made.
    #[error(
        "set SECRET_KEY or SECRET_KEY_FILE: with DATABASE_URL={engine} every process needs the same server key"
    )]
    Missing {
        /// The engine.
        engine: &'static str,
    },
    /// The cryptography library refused.
    #[error("the server key could not be used: {0}")]
    Crypto(&'static str),
}

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
