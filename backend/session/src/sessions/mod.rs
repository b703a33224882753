//! [`Sessions`], the engine as the app sees it. Each method hands over to the part of the engine that
//! does the work.

mod by_handle;
mod claims;
mod current_user;
mod tokens;
pub(crate) mod verify;

use std::sync::Arc;

use shared::{SessionHandle, Timestamp};

use crate::clock::{Clock, Random};
use crate::config::SessionConfig;
use crate::counters::Counters;
use crate::error::SessionError;
use crate::events::{NoEvents, SessionEvents};
use crate::keys::{ServerKeys, SigningKeyError, SigningKeys};
use crate::manage::purge::{PurgeRounds, Purged};
use crate::parts::{Foundation, Parts};
use crate::store::Db;

/// What the engine is given beside its settings and its database.
pub struct Surroundings {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Told of what the engine finds out by itself.
    pub events: Arc<dyn SessionEvents>,
}

/// The engine. Cheap to clone.
#[derive(Clone)]
pub struct Sessions {
    parts: Arc<Parts>,
}

impl Sessions {
    /// Reads the signing keys; the first start of all makes one.
    ///
    /// # Errors
    /// The database's faults, and signing keys that do not open under the server key.
    pub async fn load(
        config: SessionConfig,
        db: Db,
        server_keys: ServerKeys,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> anyhow::Result<Self> {
        let surroundings = Surroundings { clock, random, events: Arc::new(NoEvents) };
        Self::load_with(config, db, server_keys, surroundings).await
    }

    /// The same, for an app that writes of its own about what happens to sessions.
    ///
    /// # Errors
    /// As [`Sessions::load`].
    pub async fn load_with(
        config: SessionConfig,
        db: Db,
        server_keys: ServerKeys,
        surroundings: Surroundings,
    ) -> anyhow::Result<Self> {
        let Surroundings { clock, random, events } = surroundings;
        let server_keys = Arc::new(server_keys);
        let keys = SigningKeys::load(
            db.clone(),
            Arc::clone(&server_keys),
            Arc::clone(&clock),
            Arc::clone(&random),
            config.signing_keys,
        );
        let keys = Arc::new(keys.await?);
        let foundation = Foundation { config, db, server_keys, keys, clock, random, events };
        let parts = Arc::new(Parts::new(&foundation));
        parts.clock_check.run().await;
        Ok(Self { parts })
    }

    /// The signing keys of this process.
    #[must_use]
    pub fn keys(&self) -> &SigningKeys {
        &self.parts.keys
    }

    /// What was counted since this was loaded.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.parts.counters
    }

    /// How many access tokens are remembered as checked.
    #[must_use]
    pub fn remembered_tokens(&self) -> usize {
        self.parts.verified.len()
    }

    /// Signs once, and throws the signature away: the first signature of a process costs 70 ms of
    /// gathering randomness, and no user should wait for it.
    pub fn warm_up(&self) {
        if let Err(error) = self.keys().sign_once() {
            tracing::error!(error = format!("{error:#}"), "cannot sign");
        }
    }

    /// Does what is due: rotates the signing keys and reads them again, and forgets the tokens that
    /// have expired.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub async fn maintain(&self) -> Result<(), SigningKeyError> {
        self.parts.verified.forget_expired(self.now());
        self.parts.clock_check.run().await;
        self.parts.keys.maintain().await
    }

    /// Does the next round of the purge on this engine's database, if it is due.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn purge_if_due(&self, rounds: &mut PurgeRounds) -> Result<Purged, SessionError> {
        Ok(rounds.run_if_due(&self.parts.db, self.now()).await?)
    }

    /// One line for the audit log. The handle is hashed: the log must not name live sessions.
    pub fn audit(&self, event: &'static str, handle: &SessionHandle) {
        self.parts.audit.record(event, handle);
    }

    /// `iss` in access tokens.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.parts.issuer.iss
    }

    /// Is the database read on every call, unless a route says otherwise?
    #[must_use]
    pub fn checks_database(&self) -> bool {
        self.parts.check_database
    }

    /// What time it is, by the engine's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.parts.clock.now()
    }
}
