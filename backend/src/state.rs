//! What handlers share. No statics: two of these may live in one process.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::account::Accounts;
use crate::account::password::PasswordHasher;
use crate::activity::{ActivityEvents, Entries};
use crate::config::{Config, RunMode};
use crate::maintenance::Maintenance;
use db::Db;
use session::axum::Transport;
use session::clock::{Clock, OsRandom, Random, SystemClock};
use session::{ClaimValidator, ServerKeys, SessionEvents, Sessions, Surroundings};

/// What is passed in, so that tests can pass something else.
#[derive(Clone)]
pub struct Deps {
    /// The database, opened and migrated.
    pub db: Db,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// What is asked of the claims of every session, unless a route asks something else.
    pub claim_validators: Vec<ClaimValidator>,
}

impl Deps {
    /// The system's clock and randomness, and this database; nothing is asked of claims.
    #[must_use]
    pub fn system(db: Db) -> Self {
        Self {
            db,
            clock: Arc::new(SystemClock),
            random: Arc::new(OsRandom),
            claim_validators: Vec::new(),
        }
    }
}

/// What handlers share. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The session engine.
    pub sessions: Sessions,
    /// How its tokens travel.
    pub transport: Transport,
    /// Signing up and in.
    pub accounts: Accounts,
    /// Ends with the last clone.
    pub(crate) maintenance: Option<Arc<Maintenance>>,
}

impl AppState {
    /// Loads the keys, starts the hashing threads, and in development fills an empty database.
    ///
    /// # Errors
    /// With a sentence that says what to set.
    pub async fn new(config: Config, deps: Deps) -> anyhow::Result<Self> {
        let Deps { db, clock, random, claim_validators } = deps;
        let server_keys = ServerKeys::load(&config.server_key_source(), &*random)?;
        let session = config.session.clone();
        let events = ActivityEvents { entries: Entries { random: Arc::clone(&random) } };
        let events: Arc<dyn SessionEvents> = Arc::new(events);
        let surroundings = Surroundings { clock, random: Arc::clone(&random), events };
        let sessions = Sessions::load_with(session, db.clone(), server_keys, surroundings).await?;
        let transport = Transport::with_claim_validators(
            sessions.clone(),
            config.transport.clone(),
            claim_validators,
        );
        let hasher = PasswordHasher::start(config.hash_permits);
        let accounts = Accounts::new(
            db.clone(),
            sessions.clone(),
            hasher,
            Arc::clone(&random),
            config.password_min_length,
        );
        match config.run_mode {
            RunMode::Development => accounts.add_demo_user().await?,
            RunMode::Production => accounts.refuse_public_passwords().await?,
        }
        let config = Arc::new(config);
        Ok(Self { config, db, random, sessions, transport, accounts, maintenance: None })
    }

    /// Keeps the signing keys for as long as a clone of this lives. Without it another part does:
    /// [`serve::run`](crate::serve::run), or a test that moves the clock by hand.
    #[must_use]
    pub fn with_maintenance(mut self) -> Self {
        self.maintenance = Some(Arc::new(Maintenance::of(&self)));
        self
    }
}

impl FromRef<AppState> for Db {
    fn from_ref(state: &AppState) -> Self {
        state.db.clone()
    }
}

impl FromRef<AppState> for Sessions {
    fn from_ref(state: &AppState) -> Self {
        state.sessions.clone()
    }
}

impl FromRef<AppState> for Accounts {
    fn from_ref(state: &AppState) -> Self {
        state.accounts.clone()
    }
}
