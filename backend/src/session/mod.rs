//! The session engine. It knows neither HTTP types nor SQL text.
//!
//! [`Sessions`] creates, verifies, refreshes and revokes; [`Session`] is what a handler holds.
//! Access tokens are verified without a database; refresh tokens are derived from a row and a
//! server key, so that every honest racer gets the same successor and reuse is theft.

pub mod access_token;
mod audit;
mod by_handle;
mod by_value;
mod claim;
mod claim_validator;
pub mod claims;
mod claims_by_handle;
mod clock_check;
mod counters;
mod create;
mod error;
mod in_flight;
mod keys;
mod lineage;
mod object;
mod options;
mod own;
mod payload;
mod purge;
mod refresh;
mod refresh_token;
mod regenerate;
mod rekey;
mod server_key;
mod server_keys;
mod session_change;
mod session_claims;
mod session_tokens;
mod step;
mod tokens;
mod unclaimed;
mod unknown_outcomes;
mod user_part;
mod verified;
mod verify;

use std::sync::Arc;

use crate::clock::{Clock, Random};
use crate::config::SessionConfig;
use crate::store::Db;

pub(crate) use audit::to_its_end;
pub use by_handle::SessionInformation;
pub use by_value::SessionByValue;
pub use claim::{Claim, ClaimOwner};
pub use claim_validator::ClaimValidator;
pub use claims::Claims;
pub use counters::Counters;
pub use create::{AskedBy, NewSession, PreparedSession, StoredSession};
pub use error::{SessionError, TryRefresh, Unauthorised};
pub use keys::{SigningKey, SigningKeyError, SigningKeys, signing_key_mac};
pub use object::{MAX_SESSION_DATA_BYTES, Session};
pub use options::VerifyOptions;
pub use own::OwnSession;
pub use purge::{PurgeRounds, Purged, purge};
pub use refresh::RefreshRequest;
pub use refresh_token::RefreshToken;
pub use server_key::{ServerKey, Unopenable};
pub use server_keys::{ServerKeyError, ServerKeys};
pub use session_change::SessionChange;
pub use session_tokens::SessionTokens;
pub use tokens::{AccessToken, Tokens};
pub(crate) use unclaimed::Unclaimed;
pub use user_part::{USER_PART, UserPartChange, user_part};
pub use verified::VerifiedToken;
pub use verify::{AntiCsrf, PresentedToken};

/// The engine. Cheap to clone.
#[derive(Clone)]
pub struct Sessions(Arc<Engine>);

struct Engine {
    config: SessionConfig,
    db: Db,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    server_keys: Arc<ServerKeys>,
    keys: Arc<SigningKeys>,
    verified: verified::VerifiedTokens,
    rotations: step::Rotations,
    unknown_outcomes: unknown_outcomes::UnknownOutcomes,
    counters: Counters,
}

/// Who asks, as far as it can be told: kept with the session's row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    user_agent: Option<String>,
    address: Option<String>,
}

impl Device {
    /// The longest User-Agent that is kept, in characters.
    const MAX_USER_AGENT: usize = 256;

    /// A device by its `User-Agent`, which is cut to 256 characters, and its address.
    #[must_use]
    pub fn new(user_agent: Option<&str>, address: Option<String>) -> Self {
        let user_agent = user_agent.map(|text| text.chars().take(Self::MAX_USER_AGENT).collect());
        Self { user_agent, address }
    }
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
        let rotations = step::Rotations::default();
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

    /// Signs once for nobody: the first signature of a process costs 70 ms of gathering
    /// randomness, and no user should wait for it.
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
    pub async fn upkeep(&self) -> Result<(), SigningKeyError> {
        self.0.verified.forget_expired(self.now());
        self.check_clock().await;
        self.0.keys.upkeep().await
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

    /// Now, ms since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.0.clock.now()
    }
}
