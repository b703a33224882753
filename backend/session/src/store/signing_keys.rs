//! Signing keys. The private part arrives here sealed and leaves sealed.

use std::fmt;

use shared::Timestamp;
use sqlx::{FromRow, Row};

use super::{Db, DbError, Result, StoredDuration, Tx};
use db::{change, read, write};

/// Where a key is in its life. Gone is no state: the row is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Published, so that every process and every service knows it before it is used.
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
    /// The server key that sealed it, and that the MAC is under.
    pub key_id: String,
    /// Over the columns before, under the server key.
    pub mac: Vec<u8>,
    /// The longest life of a token that it may have signed.
    #[sqlx(try_from = "i64")]
    pub token_validity: StoredDuration,
    /// When it was made.
    #[sqlx(try_from = "i64")]
    pub created_at: Timestamp,
    /// When it came into its state.
    #[sqlx(try_from = "i64")]
    pub changed_at: Timestamp,
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

/// A key's way from the state that it was read in to another one.
#[derive(Debug, Clone)]
pub struct StateChange {
    /// The key.
    pub kid: String,
    /// The state that it must still be in.
    pub from: KeyState,
    /// The MAC that it must still have: nothing else was changed since it was read.
    pub from_mac: Vec<u8>,
    /// The state that it comes into.
    pub to: KeyState,
    /// Its MAC there.
    pub mac: Vec<u8>,
}

/// What stands in the table.
#[derive(Debug, Default)]
pub struct Listed {
    /// The rows, newest first.
    pub rows: Vec<SigningKeyRow>,
    /// How many more there are that cannot be read. SQLite takes any type of value in any column,
    /// so another client of the database can write such a row.
    pub unreadable: usize,
}

const SELECT: &str = "SELECT kid, algorithm, state, public_jwk, sealed_private, key_id, mac, \
                      token_validity, created_at, changed_at FROM signing_keys \
                      ORDER BY created_at DESC, kid DESC";

/// All keys, newest first.
///
/// # Errors
/// The database's faults.
pub async fn list(db: &Db) -> Result<Listed> {
    read!(db, |connection| sqlx::query(SELECT)
        .fetch_all(connection)
        .await
        .map(|rows| decode(&rows)))
}

fn decode<'r, R: Row>(rows: &'r [R]) -> Listed
where
    SigningKeyRow: FromRow<'r, R>,
{
    let all = rows.len();
    let rows: Vec<_> = rows.iter().filter_map(|row| SigningKeyRow::from_row(row).ok()).collect();
    Listed { unreadable: all - rows.len(), rows }
}

/// Frees the place of the active and of the next key from a row that cannot be read. True: there
/// was one.
///
/// # Errors
/// The database's faults.
pub async fn remove_unreadable(tx: &mut Tx) -> Result<bool> {
    let listed = write!(tx, |connection| sqlx::query(SELECT)
        .fetch_all(connection)
        .await
        .map(|rows| { decode(&rows) }))?;
    let mut removed = false;
    for state in [KeyState::Active, KeyState::Next] {
        if listed.rows.iter().all(|row| row.state != state) {
            removed |= change!(
                tx,
                sqlx::query("DELETE FROM signing_keys WHERE state = $1").bind(state.as_str())
            )?;
        }
    }
    Ok(removed)
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
         (kid, algorithm, state, public_jwk, sealed_private, key_id, mac, token_validity, \
         created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT DO NOTHING"
        )
        .bind(&key.kid)
        .bind(&key.algorithm)
        .bind(key.state.as_str())
        .bind(&key.public_jwk)
        .bind(&key.sealed_private)
        .bind(&key.key_id)
        .bind(&key.mac)
        .bind(key.token_validity.as_millis())
        .bind(key.created_at.as_millis())
        .bind(key.changed_at.as_millis())
    )
}

/// Makes the next key the active one and retires the one that was, or, when either is not what it
/// was any more, nothing.
///
/// # Errors
/// The database's faults.
pub async fn promote(
    tx: &mut Tx,
    next: &StateChange,
    active: &StateChange,
    now: Timestamp,
) -> Result<bool> {
    if !change_state(tx, active, now).await? {
        return Ok(false);
    }
    if !change_state(tx, next, now).await? {
        return Err(DbError::Conflict("the next signing key"));
    }
    Ok(true)
}

async fn change_state(tx: &mut Tx, change: &StateChange, now: Timestamp) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "UPDATE signing_keys SET state = $4, mac = $5, changed_at = $6 \
             WHERE kid = $1 AND state = $2 AND mac = $3"
        )
        .bind(&change.kid)
        .bind(change.from.as_str())
        .bind(&change.from_mac)
        .bind(change.to.as_str())
        .bind(&change.mac)
        .bind(now.as_millis())
    )
}

/// Notes that a key which may sign is used for tokens of this life, too. False: it was noted
/// already, or the key signs no more.
///
/// # Errors
/// The database's faults.
pub async fn raise_token_validity(
    tx: &mut Tx,
    kid: &str,
    validity: StoredDuration,
) -> Result<bool> {
    change!(
        tx,
        sqlx::query(
            "UPDATE signing_keys SET token_validity = $2 \
         WHERE kid = $1 AND token_validity < $2 AND state <> 'retiring'"
        )
        .bind(kid)
        .bind(validity.as_millis())
    )
}

/// Stores keys that were sealed anew, each with the MAC that it had before: all, or, when one is
/// not as it was read any more, none.
///
/// # Errors
/// [`DbError::Conflict`] then; the database's faults.
pub async fn reseal(tx: &mut Tx, keys: &[(Vec<u8>, SigningKeyRow)]) -> Result<()> {
    for (mac_before, key) in keys {
        let resealed = change!(
            tx,
            sqlx::query(
                "UPDATE signing_keys SET sealed_private = $3, key_id = $4, mac = $5 \
                 WHERE kid = $1 AND mac = $2"
            )
            .bind(&key.kid)
            .bind(mac_before)
            .bind(&key.sealed_private)
            .bind(&key.key_id)
            .bind(&key.mac)
        )?;
        if !resealed {
            return Err(DbError::Conflict("a signing key"));
        }
    }
    Ok(())
}

/// Removes a row, if it is still as it was read.
///
/// # Errors
/// The database's faults.
pub async fn remove(tx: &mut Tx, key: &SigningKeyRow) -> Result<bool> {
    change!(
        tx,
        sqlx::query("DELETE FROM signing_keys WHERE kid = $1 AND state = $2 AND mac = $3")
            .bind(&key.kid)
            .bind(key.state.as_str())
            .bind(&key.mac)
    )
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
