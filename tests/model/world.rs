//! Two engines on one database, which all cases share; each brings a session of its own.

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use backend::clock::{Clock, ManualClock, OsRandom};
use backend::config::{Config, Environment, Settings};
use backend::session::{Device, NewSession, ServerKeys, Sessions, Tokens};
use backend::store::Db;
use tempfile::TempDir;

use crate::case::Case;
use crate::model::{GRACE, KEY_INTERVAL, MAX_AGE, REFRESH_VALIDITY};
use crate::operation::{AGENTS, Operation};

const FIRST_KEY: &str = "bGF0Y2hrZXkgdGVzdHM6IHRoaXMgaXMgbm90IGEga2U=";
const SECOND_KEY: &str = "bGF0Y2hrZXkgdGVzdHM6IGFub3RoZXIgaXMgbm8ga2U=";

/// The database, and what was seen in it.
pub(crate) struct World {
    pub(crate) db: Db,
    /// Where the last case's clock stood: the signing keys go on from there.
    now: AtomicI64,
    seen: Mutex<Seen>,
    _folder: TempDir,
}

/// What must have been there, or the cases were not what they should be.
#[derive(Default)]
struct Seen {
    signing_keys: HashSet<String>,
    /// Races that only the one order explains, and those that only the other does.
    races: [usize; 2],
}

/// Which server keys the processes start with.
#[derive(Clone, Copy)]
pub(crate) enum Keys {
    First,
    SecondAndFirst,
    Second,
}

impl World {
    pub(crate) async fn new() -> Result<Self> {
        // In memory where there is such a folder: nothing here is about power cuts.
        let memory = std::path::Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory)? } else { tempfile::tempdir()? };
        let url = format!("sqlite://{}", folder.path().join("model.db").display());
        let (now, seen) = (AtomicI64::new(1_795_225_702_000), Mutex::default());
        Ok(Self { db: Db::connect(&url).await?, now, seen, _folder: folder })
    }

    /// Plays a case.
    ///
    /// # Errors
    /// The first surprise, with the step it came at.
    pub(crate) async fn play(&self, operations: &[Operation]) -> Result<()> {
        let mut case = self.begin().await?;
        let played = case.play_all(operations).await;
        self.now.fetch_max(case.clock.now(), Ordering::SeqCst);
        played
    }

    /// Did signing keys change, and did each side of a race come first now and then?
    pub(crate) fn has_seen_everything(&self) -> Result<()> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        ensure!(seen.signing_keys.len() > 1, "one signing key for all cases");
        ensure!(seen.races.iter().all(|races| *races > 0), "races: {:?}", seen.races);
        Ok(())
    }

    /// Notes the key that signed an access token.
    pub(crate) fn saw_tokens(&self, tokens: &Tokens) -> Result<()> {
        let header = jsonwebtoken::decode_header(&tokens.access_token.text)?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.signing_keys.insert(header.kid.context("a kid")?);
        Ok(())
    }

    /// Notes a race that only one order explains.
    pub(crate) fn saw_race(&self, order: usize) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.races[order] += 1;
    }

    async fn begin(&self) -> Result<Case<'_>> {
        let clock = Arc::new(ManualClock::at(self.now.load(Ordering::SeqCst)));
        let processes = self.start(Keys::First, &clock).await?;
        let mut new = NewSession::of("u1".parse()?, "public".parse()?);
        new.asked_by.device = Device::new(AGENTS[1], None);
        let tokens = processes[0].create_new_session(new).await?;
        Ok(Case::new(self, clock, processes, tokens))
    }

    pub(crate) async fn start(
        &self,
        keys: Keys,
        clock: &Arc<ManualClock>,
    ) -> Result<[Sessions; 2]> {
        Ok([self.process(keys, clock).await?, self.process(keys, clock).await?])
    }

    async fn process(&self, keys: Keys, clock: &Arc<ManualClock>) -> Result<Sessions> {
        let config = config(keys)?;
        let server_keys = ServerKeys::load(&config, &OsRandom)?;
        let clock = Arc::clone(clock) as Arc<dyn Clock>;
        Sessions::load(config.session, self.db.clone(), server_keys, clock, Arc::new(OsRandom))
            .await
    }
}

fn config(keys: Keys) -> Result<Config> {
    let (current, previous) = match keys {
        // The second is known before it is used, as the runbook asks.
        Keys::First => (FIRST_KEY, SECOND_KEY),
        Keys::SecondAndFirst => (SECOND_KEY, FIRST_KEY),
        Keys::Second => (SECOND_KEY, ""),
    };
    let seconds = |millis: i64| (millis / 1000).to_string();
    let environment = Environment::from([
        ("SECRET_KEY", current),
        ("SECRET_KEY_PREVIOUS", previous),
        ("REFRESH_GRACE", &seconds(GRACE)),
        ("REFRESH_TOKEN_VALIDITY", &seconds(REFRESH_VALIDITY)),
        ("SESSION_MAX_AGE", &seconds(MAX_AGE)),
        ("ACCESS_TOKEN_VALIDITY", "100"),
        ("SIGNING_KEY_INTERVAL", &seconds(KEY_INTERVAL)),
    ]);
    let mut config = Settings::read(["model"], &environment)?.check()?;
    config.session.validity_jitter = false;
    Ok(config)
}
