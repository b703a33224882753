//! [`Sessions`], the engine: what it is made of, and what is done with it as a whole.

use std::sync::Arc;

use shared::Timestamp;

use crate::Counters;
use crate::clock::{Clock, Random};
use crate::config::SessionConfig;
use crate::keys::{ServerKeys, SigningKeyError, SigningKeys};
use crate::rotation::{rotate, unknown_outcomes};
use crate::store::Db;
use crate::tokens::verified;

/// The engine. Cheap to clone.
#[derive(Clone)]
pub struct Sessions(pub(crate) Arc<Engine>);

pub(crate) struct Engine {
    pub(crate) config: SessionConfig,
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) server_keys: Arc<ServerKeys>,
    pub(crate) keys: Arc<SigningKeys>,
    pub(crate) verified: verified::VerifiedTokens,
    pub(crate) rotations: rotate::Rotations,
    pub(crate) unknown_outcomes: unknown_outcomes::UnknownOutcomes,
    pub(crate) counters: Counters,
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
        let server_keys = Arc::new(server_keys);
        let keys = SigningKeys::load(
            db.clone(),
            Arc::clone(&server_keys),
            Arc::clone(&clock),
            Arc::clone(&random),
            config.signing_keys,
        )
        .await?;
        let verified = verified::VerifiedTokens::default();
        let rotations = rotate::Rotations::default();
        let unknown_outcomes = unknown_outcomes::UnknownOutcomes::default();
        let counters = Counters::default();
        let sessions = Self(Arc::new(Engine {
            config,
            db,
            clock,
            random,
            server_keys,
            keys: Arc::new(keys),
            verified,
            rotations,
            unknown_outcomes,
            counters,
        }));
        sessions.check_clock().await;
        Ok(sessions)
    }

    /// The signing keys of this process.
    #[must_use]
    pub fn keys(&self) -> &SigningKeys {
        &self.0.keys
    }

    /// What was counted since this was loaded.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.0.counters
    }

    /// How many access tokens are remembered as checked.
    #[must_use]
    pub fn remembered_tokens(&self) -> usize {
        self.0.verified.len()
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
        self.0.verified.forget_expired(self.now());
        self.check_clock().await;
        self.0.keys.maintain().await
    }

    /// `iss` in access tokens.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.0.config.issuer
    }

    /// Is the database read on every call, unless a route says otherwise?
    #[must_use]
    pub fn checks_database(&self) -> bool {
        self.0.config.check_database
    }

    /// What time it is, by the engine's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }
}
