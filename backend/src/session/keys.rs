//! Signing keys: in the database, sealed under the server key; here, opened and ready.
//!
//! Every process reads the table again once a minute, so that a key that was withdrawn in one
//! stops verifying in all.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, anyhow};
use arc_swap::ArcSwap;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use serde_json::{Value, json};

use super::server_keys::ServerKeys;
use crate::clock::{Clock, Random, random_bytes};
use crate::store::Db;
use crate::store::signing_keys::{self as store, SigningKeyRow};

/// An unknown `kid` makes a process look into the table at most this often, in ms: whoever makes
/// `kid`s up must not turn verification into a database call.
const RELOAD_COOLDOWN: i64 = 500;

const ACTIVE: &str = "active";

/// One key, opened.
pub struct SigningKey {
    /// Its name in a token's header.
    pub kid: String,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// Verifies.
    pub decoding: DecodingKey,
    /// Signs; there for the active key only.
    encoding: Option<EncodingKey>,
    public_jwk: Value,
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

#[derive(Default)]
struct KeySet {
    by_kid: HashMap<String, Arc<SigningKey>>,
    active: Option<Arc<SigningKey>>,
}

/// The key table of this process.
pub struct SigningKeys {
    db: Db,
    server_keys: Arc<ServerKeys>,
    clock: Arc<dyn Clock>,
    keys: ArcSwap<KeySet>,
    last_reload: AtomicI64,
}

impl SigningKeys {
    /// Reads the table; the first start of all makes the first key.
    ///
    /// # Errors
    /// The database's faults, and an active key that does not open: it was sealed under another
    /// server key, and making a new one would hide that.
    pub async fn load(
        db: Db,
        server_keys: Arc<ServerKeys>,
        clock: Arc<dyn Clock>,
        random: &dyn Random,
    ) -> anyhow::Result<Self> {
        let keys = Self {
            db,
            server_keys,
            clock,
            keys: ArcSwap::default(),
            last_reload: AtomicI64::new(0),
        };
        keys.reload().await?;
        if keys.keys.load().active.is_none() {
            let row = generate(&keys.server_keys, keys.clock.now(), random)?;
            // Of several processes that start together one inserts, and all read what is there.
            keys.db
                .write(|tx| Box::pin(async move { store::insert_if_free(tx, &row).await }))
                .await?;
            keys.reload().await?;
        }
        Ok(keys)
    }

    /// Reads the table again.
    ///
    /// # Errors
    /// As [`SigningKeys::load`]; the keys stay as they were.
    pub async fn reload(&self) -> anyhow::Result<()> {
        self.last_reload.store(self.clock.now(), Ordering::Relaxed);
        let mut set = KeySet::default();
        for row in store::list(&self.db).await? {
            let key = Arc::new(self.open(&row)?);
            if row.state == ACTIVE {
                set.active = Some(Arc::clone(&key));
            }
            set.by_kid.insert(row.kid, key);
        }
        self.keys.store(Arc::new(set));
        Ok(())
    }

    /// The key that signs.
    ///
    /// # Errors
    /// When there is none.
    pub fn active(&self) -> anyhow::Result<Arc<SigningKey>> {
        self.keys.load().active.clone().ok_or_else(|| anyhow!("there is no active signing key"))
    }

    /// Signs an empty text with the active key.
    pub(super) fn sign_once(&self) -> anyhow::Result<()> {
        let key = self.active()?;
        jsonwebtoken::crypto::sign(b"", key.encoding()?, key.algorithm)?;
        Ok(())
    }

    /// Is there (still) such a key?
    #[must_use]
    pub fn contains(&self, kid: &str) -> bool {
        self.keys.load().by_kid.contains_key(kid)
    }

    /// The key of a `kid`. One that is not known may be new: the table is read again, within the
    /// cooldown.
    pub async fn find(&self, kid: &str) -> Option<Arc<SigningKey>> {
        let known = || self.keys.load().by_kid.get(kid).cloned();
        if let Some(key) = known() {
            return Some(key);
        }
        let last = self.last_reload.load(Ordering::Relaxed);
        if (self.clock.now() - last).abs() < RELOAD_COOLDOWN {
            return None;
        }
        if let Err(error) = self.reload().await {
            tracing::warn!(%error, "cannot read the signing keys again");
        }
        known()
    }

    /// The public keys (RFC 7517), newest first.
    #[must_use]
    pub fn jwks(&self) -> Value {
        let keys = self.keys.load();
        let mut all: Vec<_> = keys.by_kid.values().collect();
        all.sort_by(|a, b| b.kid.cmp(&a.kid));
        json!({ "keys": all.iter().map(|key| &key.public_jwk).collect::<Vec<_>>() })
    }

    fn open(&self, row: &SigningKeyRow) -> anyhow::Result<SigningKey> {
        let public_jwk: Value = serde_json::from_str(&row.public_jwk)
            .with_context(|| format!("signing key {}: its public part is no JSON", row.kid))?;
        let decoding = DecodingKey::from_jwk(&serde_json::from_value(public_jwk.clone())?)?;
        let algorithm: Algorithm = row.algorithm.parse()?;
        let encoding = (row.state == ACTIVE)
            .then(|| {
                let key = self.server_keys.find_text(&row.key_id);
                key.and_then(|key| key.open(&row.sealed_private, &context(row)).ok()).with_context(
                    || {
                        format!(
                            "the active signing key {} was sealed under another server key: set \
                         SECRET_KEY to the one this database was made with, or add that one to \
                         SECRET_KEY_PREVIOUS",
                            row.kid
                        )
                    },
                )
            })
            .transpose()?
            .map(|private| EncodingKey::from_ec_der(&private));
        Ok(SigningKey { kid: row.kid.clone(), algorithm, decoding, encoding, public_jwk })
    }
}

/// What a sealed key is bound to: it cannot be moved to another row.
fn context(row: &SigningKeyRow) -> Vec<u8> {
    format!("{} {}", row.kid, row.algorithm).into_bytes()
}

/// Makes a key pair. `now` is ms since 1970.
fn generate(
    server_keys: &ServerKeys,
    now: i64,
    random: &dyn Random,
) -> anyhow::Result<SigningKeyRow> {
    let failed = |_| anyhow!("cannot make an ES256 key");
    let pkcs8 =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map_err(failed)?;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref())
        .map_err(|rejected| anyhow!("the new ES256 key was rejected: {rejected}"))?;
    // An uncompressed point (SEC 1): 0x04, then x and y of 32 bytes each.
    let (x, y) = pair.public_key().as_ref().get(1..65).context("a P-256 point")?.split_at(32);
    // `d-` says that the key is rotated (wire protocol 5.3).
    let kid = format!("d-{now}-{}", hex::encode(random_bytes::<4>(random)?));
    let jwk = json!({
        "kty": "EC", "crv": "P-256", "kid": kid, "alg": "ES256", "use": "sig",
        "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
    });
    let mut row = SigningKeyRow {
        kid,
        algorithm: "ES256".to_owned(),
        state: ACTIVE.to_owned(),
        public_jwk: jwk.to_string(),
        sealed_private: Vec::new(),
        key_id: server_keys.current().id_text(),
        created_at: now,
    };
    row.sealed_private = server_keys.current().seal(pkcs8.as_ref(), &context(&row), random)?;
    Ok(row)
}
