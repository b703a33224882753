//! Signing keys. The private part arrives here sealed and leaves sealed.

use std::fmt;

use sqlx::FromRow;

use super::db::{change, read};
use super::{Db, Result, StoreError, Tx};

/// Where a key is in its life. Gone is no state: the row is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Published, so that everybody knows it before it is used.
    Next,
    /// Signs. There is one.
    Active,
    /// Signs no more; its last tokens live.
    Retiring,
}

impl KeyState {
    /// The state as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Active => "active",
            Self::Retiring => "retiring",
        }
    }
}

/// What a row holds that no key's state is.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no state of a signing key")]
pub struct UnknownState(String);

impl TryFrom<String> for KeyState {
    type Error = UnknownState;

    fn try_from(text: String) -> std::result::Result<Self, UnknownState> {
        let all = [Self::Next, Self::Active, Self::Retiring];
        all.into_iter().find(|state| state.as_str() == text).ok_or(UnknownState(text))
    }
}

/// A key as it is stored. The columns are explained in `migrations/0003_signing_keys.sql`.
#[derive(Clone, FromRow)]
pub struct SigningKeyRow {
    /// Its name in a token's header.
    pub kid: String,
    /// `ES256`, `EdDSA` or `RS256`.
    pub algorithm: String,
    /// Where it is in its life.
    #[sqlx(try_from = "String")]
    pub state: KeyState,
    /// JSON text.
    pub public_jwk: String,
    /// Nonce, ciphertext, tag.
    pub sealed_private: Vec<u8>,
    /// The server key that sealed it.
    pub key_id: String,
    /// The longest life of a token that it may have signed, ms.
    pub token_validity: i64,
    /// ms.
    pub created_at: i64,
    /// ms.
    pub changed_at: i64,
}

impl fmt::Debug for SigningKeyRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kid, state) = (&self.kid, self.state);
        f.debug_struct("SigningKeyRow")
            .field("kid", kid)
            .field("state", &state)
            .finish_non_exhaustive()
    }
}

/// All keys, newest first.
///
/// # Errors
/// The database's faults.
pub async fn list(db: &Db) -> Result<Vec<SigningKeyRow>> {
    read!(db, |connection| sqlx::query_as(
        "SELECT kid, algorithm, state, public_jwk, sealed_private, key_id, token_validity, \
         created_at, changed_at FROM signing_keys ORDER BY created_at DESC, kid DESC"
    )
    .fetch_all(connection)
    .await)
}

/// Adds a key unless its name or its place as the next or active one is taken. False: it was.
///
/// # Errors
/// The database's faults.
pub async fn insert_if_free(tx: &mut Tx, key: &SigningKeyRow) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "INSERT INTO signing_keys \
         (kid, algorithm, state, public_jwk, sealed_private, key_id, token_validity, created_at, \
         changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING"
        )
        .bind(&key.kid)
        .bind(&key.algorithm)
        .bind(key.state.as_str())
        .bind(&key.public_jwk)
        .bind(&key.sealed_private)
        .bind(&key.key_id)
        .bind(key.token_validity)
        .bind(key.created_at)
        .bind(key.changed_at)
    )
}

/// Makes the next key the active one and retires the one that was, or, when either is not what it
/// was any more, nothing.
///
/// # Errors
/// The database's faults.
pub async fn promote(tx: &mut Tx, next: &str, active: &str, now: i64) -> Result<bool> {
    if !change_state(tx, active, KeyState::Active, KeyState::Retiring, now).await? {
        return Ok(false);
    }
    if !change_state(tx, next, KeyState::Next, KeyState::Active, now).await? {
        return Err(StoreError::Conflict("the next signing key"));
    }
    Ok(true)
}

async fn change_state(
    tx: &mut Tx,
    kid: &str,
    from: KeyState,
    to: KeyState,
    now: i64,
) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "UPDATE signing_keys SET state = $3, changed_at = $4 WHERE kid = $1 AND state = $2"
        )
        .bind(kid)
        .bind(from.as_str())
        .bind(to.as_str())
        .bind(now)
    )
}

/// Notes that a key which may sign is used for tokens of this life, in ms, too. False: it was noted
/// already, or the key signs no more.
///
/// # Errors
/// The database's faults.
pub async fn raise_token_validity(tx: &mut Tx, kid: &str, validity: i64) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "UPDATE signing_keys SET token_validity = $2 \
         WHERE kid = $1 AND token_validity < $2 AND state <> 'retiring'"
        )
        .bind(kid)
        .bind(validity)
    )
}

/// Seals a key's private part anew, if it is still sealed under `from_key_id`.
///
/// # Errors
/// The database's faults.
pub async fn reseal(tx: &mut Tx, key: &SigningKeyRow, from_key_id: &str) -> Result<bool> {
    change!(tx, sqlx::query(
        "UPDATE signing_keys SET sealed_private = $3, key_id = $4 WHERE kid = $1 AND key_id = $2"
    )
    .bind(&key.kid)
    .bind(from_key_id)
    .bind(&key.sealed_private)
    .bind(&key.key_id))
}

/// Forgets a key that is in the state named.
///
/// # Errors
/// The database's faults.
pub async fn delete(tx: &mut Tx, kid: &str, state: KeyState) -> Result<bool> {
    change!(
        tx,
        sqlx::query("DELETE FROM signing_keys WHERE kid = $1 AND state = $2")
            .bind(kid)
            .bind(state.as_str())
    )
}
