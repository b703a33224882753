//! Signing keys. The private part arrives here sealed and leaves sealed.

use sqlx::FromRow;

use super::db::{read, write};
use super::{Db, Result, Tx};

/// A key as it is stored. The columns are explained in `migrations/0003_signing_keys.sql`.
#[derive(Debug, Clone, FromRow)]
pub struct SigningKeyRow {
    /// Its name in a token's header.
    pub kid: String,
    /// `ES256`.
    pub algorithm: String,
    /// `next`, `active` or `retiring`.
    pub state: String,
    /// JSON text.
    pub public_jwk: String,
    /// Nonce, ciphertext, tag.
    pub sealed_private: Vec<u8>,
    /// The server key that sealed it.
    pub key_id: String,
    /// ms.
    pub created_at: i64,
}

/// All keys, newest first.
///
/// # Errors
/// The database's faults.
pub async fn list(db: &Db) -> Result<Vec<SigningKeyRow>> {
    read!(db, |connection| sqlx::query_as(
        "SELECT kid, algorithm, state, public_jwk, sealed_private, key_id, created_at \
         FROM signing_keys ORDER BY created_at DESC, kid DESC"
    )
    .fetch_all(connection)
    .await)
}

/// Adds a key unless its name or its place as the active one is taken. False: it was.
///
/// # Errors
/// The database's faults.
pub async fn insert_if_free(tx: &mut Tx, key: &SigningKeyRow) -> Result<bool> {
    let added = write!(tx, |connection| sqlx::query(
        "INSERT INTO signing_keys \
         (kid, algorithm, state, public_jwk, sealed_private, key_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"
    )
    .bind(&key.kid)
    .bind(&key.algorithm)
    .bind(&key.state)
    .bind(&key.public_jwk)
    .bind(&key.sealed_private)
    .bind(&key.key_id)
    .bind(key.created_at)
    .execute(connection)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(added > 0)
}
