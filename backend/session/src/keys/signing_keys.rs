//! The signing keys of this process: the one that signs, and those that verify.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use arc_swap::{ArcSwap, ArcSwapOption};
use serde_json::{Value, json};

use crate::clock::{Clock, Random};
use crate::config::KeyPolicy;
use crate::keys::cooldown::Cooldown;
use crate::keys::error::SigningKeyError;
use crate::keys::material;
use crate::keys::reseal::reseal;
use crate::keys::rotation::KeyRotation;
use crate::keys::server_keys::ServerKeys;
use crate::keys::signing_key::SigningKey;
use crate::keys::table::{KeySet, KeyTable};
use crate::single_flight::SingleFlight;
use crate::store::Db;

/// An unknown `kid` makes a process look into the table at most this often: a client that makes
/// `kid`s up must not turn verification into a database call.
const RELOAD_COOLDOWN: Duration = Duration::from_millis(500);

/// For how long tokens of another algorithm than the active key's are taken after the change: other
/// processes sign with the old key until they have read the table again.
const ALGORITHM_CHANGE: Duration = Duration::from_mins(1);

/// The signing keys of this process.
pub struct SigningKeys {
    rotation: KeyRotation,
    clock: Arc<dyn Clock>,
    keys: ArcSwap<KeySet>,
    unknown_kids: Cooldown,
    /// The look at the table that is under way because of an unknown `kid`.
    looks: SingleFlight<(), Result<(), Arc<SigningKeyError>>>,
    /// Why the last such look failed, if nothing has been read since.
    fault: ArcSwapOption<SigningKeyError>,
}

impl SigningKeys {
    /// Reads the table; the first start of all makes the first key.
    ///
    /// # Errors
    /// [`SigningKeyError`]. A key that was sealed under another server key is not replaced: a new
    /// one would hide that.
    pub(crate) async fn load(
        db: Db,
        server_keys: Arc<ServerKeys>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        policy: KeyPolicy,
    ) -> Result<Self, SigningKeyError> {
        let table = Arc::new(KeyTable { db, server_keys, random });
        reseal(&table).await?;
        let rotation = KeyRotation { table, policy, clock: Arc::clone(&clock) };
        let keys = Self {
            rotation,
            clock,
            keys: ArcSwap::default(),
            unknown_kids: Cooldown::of(RELOAD_COOLDOWN),
            looks: SingleFlight::default(),
            fault: ArcSwapOption::empty(),
        };
        keys.maintain().await?;
        Ok(keys)
    }

    /// Reads the table again. If there is no active key, or a row that the application did not
    /// write, this is maintenance, which makes a key and removes the row.
    ///
    /// # Errors
    /// [`SigningKeyError`]; the keys stay as they were.
    pub async fn reload(&self) -> Result<(), SigningKeyError> {
        let set = self.rotation.table.read().await?;
        if set.active.is_none() || !set.is_clean {
            return self.maintain().await;
        }
        self.replace(set);
        Ok(())
    }

    /// Does what is due to the key table, and reads it again.
    ///
    /// # Errors
    /// As [`SigningKeys::reload`].
    pub async fn maintain(&self) -> Result<(), SigningKeyError> {
        self.rotation.run().await?;
        self.replace(self.rotation.table.read().await?);
        Ok(())
    }

    /// What was read is what counts from now on.
    fn replace(&self, set: KeySet) {
        self.keys.store(Arc::new(set));
        self.fault.store(None);
        self.unknown_kids.begin(self.clock.now());
    }

    /// The key that signs.
    ///
    /// # Errors
    /// When there is none.
    pub fn active(&self) -> anyhow::Result<Arc<SigningKey>> {
        self.keys.load().active.clone().ok_or_else(|| anyhow!("there is no active signing key"))
    }

    /// What the active key signs with, as a token's header names it.
    ///
    /// # Errors
    /// When there is no active key.
    pub fn algorithm_name(&self) -> anyhow::Result<&'static str> {
        material::name(self.active()?.algorithm)
    }

    /// Signs an empty text with the active key.
    pub(crate) fn sign_once(&self) -> anyhow::Result<()> {
        let key = self.active()?;
        jsonwebtoken::crypto::sign(b"", key.encoding()?, key.algorithm)?;
        Ok(())
    }

    /// Does a token signed with this key (still) count? The key must be there, and of the
    /// algorithm that is in use, so that a changed setting moves sessions over by a refresh.
    #[must_use]
    pub fn accepts(&self, kid: &str) -> bool {
        self.accepted(kid).is_some()
    }

    /// The key of a `kid`, if a token signed with it counts. One that is not known may be new: the
    /// table is read again, within the cooldown, and once for all who ask meanwhile.
    ///
    /// # Errors
    /// When the key is not known and the table cannot be read, or could not be within the cooldown:
    /// such a token must not be refused, because it may be good.
    pub async fn find(self: &Arc<Self>, kid: &str) -> anyhow::Result<Option<Arc<SigningKey>>> {
        if self.keys.load().by_kid.contains_key(kid) {
            return Ok(self.accepted(kid));
        }
        let keys = Arc::clone(self);
        let looked = self.looks.run((), || async move { keys.look().await }).outcome.await;
        looked
            .context("reading the signing keys panicked")?
            .map_err(|error| anyhow!("cannot read the signing keys again: {error:#}"))?;
        Ok(self.accepted(kid))
    }

    async fn look(&self) -> Result<(), Arc<SigningKeyError>> {
        if !self.unknown_kids.take(self.clock.now()) {
            return self.fault.load_full().map_or(Ok(()), Err);
        }
        let outcome = self.reload().await.map_err(Arc::new);
        self.fault.store(outcome.as_ref().err().cloned());
        outcome
    }

    fn accepted(&self, kid: &str) -> Option<Arc<SigningKey>> {
        let keys = self.keys.load();
        let key = keys.by_kid.get(kid)?;
        let in_use = keys.active.as_ref().is_none_or(|active| {
            active.algorithm == key.algorithm
                || self.clock.now().since(active.changed_at) < ALGORITHM_CHANGE
        });
        in_use.then(|| Arc::clone(key))
    }

    /// The public keys (RFC 7517), newest first.
    #[must_use]
    pub fn jwks(&self) -> Value {
        let keys = self.keys.load();
        let mut all: Vec<_> = keys.by_kid.values().collect();
        all.sort_by(|a, b| b.kid.cmp(&a.kid));
        json!({ "keys": all.iter().map(|key| &key.public_jwk).collect::<Vec<_>>() })
    }

    /// How long others may keep [`SigningKeys::jwks`]: until the next key is published, and an hour
    /// at most, so that a key that is withdrawn goes everywhere soon.
    #[must_use]
    pub fn jwks_max_age(&self) -> Duration {
        let keys = self.keys.load();
        let lead = self.rotation.policy.lead();
        let until_next = match &keys.active {
            Some(active) if !keys.has_next => {
                (active.changed_at + self.rotation.policy.interval - lead).since(self.clock.now())
            }
            _ => lead,
        };
        until_next.clamp(Duration::from_secs(1), Duration::from_hours(1))
    }

    /// How often [`SigningKeys::maintain`] must run.
    #[must_use]
    pub fn maintenance_interval(&self) -> Duration {
        self.rotation.policy.maintenance_interval()
    }
}
