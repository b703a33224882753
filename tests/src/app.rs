//! The whole application over a fresh database file, without a port.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use backend::config::{Config, Environment, Settings};
use backend::routes;
use backend::state::{AppState, Deps};
use session::ClaimValidator;
use session::clock::{Clock, ManualClock};
use shared::{Timestamp, TokenTransfer};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::{Call, Client, Reply};

/// What the clock shows first: a Saturday in November 2026.
pub const START: Timestamp = Timestamp::from_secs(1_795_225_702);
/// The server key of test applications, unless a test sets another.
pub const SECRET_KEY: &str = "bGF0Y2hrZXkgdGVzdHM6IHRoaXMgaXMgbm90IGEga2U=";
/// A password for users that tests sign up.
pub const PASSWORD: &str = "correct horse battery";

/// The application, its database, and its clock. Cheap to clone.
///
/// It runs in development mode: the tenants `public`, `acme` and `globex` exist, each with the demo
/// user. The public methods of a [`Client`] go through the router; [`TestApp::sql`] is for what
/// only an operator at the database can see or do.
#[derive(Clone)]
pub struct TestApp {
    /// What the handlers share.
    pub state: AppState,
    /// Move it to let time pass.
    pub clock: Arc<ManualClock>,
    router: Router,
    sql: SqlitePool,
    folder: Arc<TempDir>,
    settings: Vec<(String, String)>,
}

impl TestApp {
    /// The application with default settings.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn new() -> Result<Self> {
        Self::with(&[]).await
    }

    /// The application that asks this of the claims of every session.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn asking(claim_validators: Vec<ClaimValidator>) -> Result<Self> {
        let mut app = Self::new().await?;
        let config = (*app.state.config).clone();
        let db = app.state.db.clone();
        let clock = Arc::clone(&app.clock) as Arc<dyn Clock>;
        let deps = Deps { clock, claim_validators, ..Deps::system(db) };
        app.state = AppState::new(config, deps).await?;
        app.router = routes::router(app.state.clone());
        Ok(app)
    }

    /// The application with some settings, by their names in `.env.example`.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn with(settings: &[(&str, &str)]) -> Result<Self> {
        let folder = Arc::new(tempfile::tempdir()?);
        let clock = Arc::new(ManualClock::at(START));
        let settings =
            settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self::start(folder, clock, settings.collect()).await
    }

    /// The application with default settings, and with access tokens of random lives, which other
    /// tests could not foresee.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn with_jitter() -> Result<Self> {
        let folder = Arc::new(tempfile::tempdir()?);
        let mut config = config(&folder.path().join("latchkey.db"), &[])?;
        config.session.validity_jitter = true;
        Self::run(folder, Arc::new(ManualClock::at(START)), Vec::new(), config).await
    }

    /// A second process on the same database, with the same settings and the same clock.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn restart(&self) -> Result<Self> {
        self.restart_with(&[]).await
    }

    /// A second process on the same database, with these settings over the first one's.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn restart_with(&self, settings: &[(&str, &str)]) -> Result<Self> {
        let mut all = self.settings.clone();
        for (name, value) in settings {
            all.retain(|(set, _)| set != name);
            all.push(((*name).to_owned(), (*value).to_owned()));
        }
        Self::start(Arc::clone(&self.folder), Arc::clone(&self.clock), all).await
    }

    async fn start(
        folder: Arc<TempDir>,
        clock: Arc<ManualClock>,
        settings: Vec<(String, String)>,
    ) -> Result<Self> {
        let config = config(&folder.path().join("latchkey.db"), &settings)?;
        Self::run(folder, clock, settings, config).await
    }

    async fn run(
        folder: Arc<TempDir>,
        clock: Arc<ManualClock>,
        settings: Vec<(String, String)>,
        config: Config,
    ) -> Result<Self> {
        let file = folder.path().join("latchkey.db");
        let db = backend::database::connect(config.database_url.expose()).await?;
        let deps = Deps { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..Deps::system(db) };
        let state = AppState::new(config, deps).await?;
        let options =
            SqliteConnectOptions::new().filename(&file).busy_timeout(Duration::from_secs(5));
        Ok(Self {
            router: routes::router(state.clone()),
            state,
            clock,
            sql: SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options),
            folder,
            settings,
        })
    }

    /// The application as a service, for tests that need a real port.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The database file.
    #[must_use]
    pub fn database_file(&self) -> PathBuf {
        self.folder.path().join("latchkey.db")
    }

    /// The database beside the application, to look at rows and to change them.
    #[must_use]
    pub fn sql(&self) -> &SqlitePool {
        &self.sql
    }

    /// What its clock shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }

    /// Lets so many seconds pass.
    pub fn pass_seconds(&self, seconds: u64) {
        self.pass(Duration::from_secs(seconds));
    }

    /// Sends a request as it is: no cookies, no headers but `Host`.
    ///
    /// # Errors
    /// When the reply breaks off.
    pub async fn send(&self, call: Call) -> Result<Reply> {
        send(self.router(), call).await
    }

    /// A browser that has never been here.
    #[must_use]
    pub fn browser(&self) -> Client {
        self.client(TokenTransfer::Cookie)
    }

    /// A client that has never been here.
    #[must_use]
    pub fn client(&self, mode: TokenTransfer) -> Client {
        Client::new(self.clone(), mode)
    }

    /// A browser in which the demo user has signed in.
    ///
    /// # Errors
    /// When the sign-in fails.
    pub async fn signed_in(&self) -> Result<Client> {
        self.signed_in_by(TokenTransfer::Cookie).await
    }

    /// A client in which the demo user has signed in.
    ///
    /// # Errors
    /// When the sign-in fails.
    pub async fn signed_in_by(&self, mode: TokenTransfer) -> Result<Client> {
        let mut client = self.client(mode);
        client.sign_in(DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
        Ok(client)
    }

    /// How many sessions the database holds, expired ones included.
    ///
    /// # Errors
    /// The database's.
    pub async fn session_count(&self) -> Result<i64> {
        Ok(sqlx::query_scalar("SELECT COUNT(*) FROM sessions").fetch_one(&self.sql).await?)
    }

    /// The generation of the only session.
    ///
    /// # Errors
    /// The database's; that there is no session.
    pub async fn generation(&self) -> Result<i64> {
        Ok(sqlx::query_scalar("SELECT generation FROM sessions").fetch_one(&self.sql).await?)
    }
}

/// Sends a request to any router, as it is: no cookies, no headers but `Host`.
///
/// # Errors
/// When the reply breaks off.
pub async fn send(router: Router, call: Call) -> Result<Reply> {
    let Ok(response) = router.oneshot(call.into_request()?).await;
    Reply::read(response).await
}

fn config(file: &Path, settings: &[(String, String)]) -> Result<Config> {
    let database_url = format!("sqlite://{}", file.display());
    let defaults = [
        ("DATABASE_URL", database_url.as_str()),
        ("DIST_DIR", "/nonexistent"),
        ("HASH_PERMITS", "2"),
        ("SECRET_KEY", SECRET_KEY),
    ];
    let given = settings.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let environment: Environment = defaults.into_iter().chain(given).collect();
    let settings = Settings::read(["test"], &environment).context("a setting does not parse")?;
    let mut config = settings.check()?;
    config.session.validity_jitter = false;
    Ok(config)
}
