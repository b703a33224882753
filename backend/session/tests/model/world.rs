//! Two engines on one database, which all cases share; each brings a session of its own.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use backend::config::{Config, Environment, Settings};
use db::Db;
use session::clock::{Clock, ManualClock, OsRandom};
use session::{Device, NewSession, ServerKeys, Sessions, Tokens};
use shared::Timestamp;
use tempfile::TempDir;
use tests::{Proxy, START};

use crate::case::Case;
use crate::model::{GRACE, KEY_INTERVAL, MAX_AGE, REFRESH_VALIDITY, TOLERANCE};
use crate::operation::{AGENTS, Operation, Shift};

const FIRST_KEY: &str = "bGF0Y2hrZXkgdGVzdHM6IHRoaXMgaXMgbm90IGEga2U=";
const SECOND_KEY: &str = "bGF0Y2hrZXkgdGVzdHM6IGFub3RoZXIgaXMgbm8ga2U=";

/// The database, and what was seen in it.
pub(crate) struct World {
    /// One for each process. On SQLite it is the same: the processes share a machine.
    dbs: [Db; 2],
    /// Before each process's, on Postgres.
    proxies: Option<[Proxy; 2]>,
    /// Where the last case's clock stood: the signing keys go on from there.
    now: Mutex<Timestamp>,
    seen: Mutex<Seen>,
    _folder: Option<TempDir>,
}

/// What must have been there, or the cases were not what they should be.
#[derive(Default)]
struct Seen {
    signing_keys: HashSet<String>,
    /// Races that only the one order explains, and those that only the other does.
    races: [usize; 2],
    /// Commits whose answer was lost.
    lost_commits: usize,
}

/// Which server keys the processes start with.
#[derive(Clone, Copy)]
pub(crate) enum Keys {
    First,
    SecondAndFirst,
    Second,
}

impl World {
    /// On SQLite, where nothing is ever lost.
    pub(crate) async fn sqlite() -> Result<Self> {
        // In memory where there is such a folder: nothing here is about power cuts.
        let memory = std::path::Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory)? } else { tempfile::tempdir()? };
        let url = format!("sqlite://{}", folder.path().join("model.db").display());
        let db = backend::database::connect(&url).await?;
        Ok(Self::of([db.clone(), db], None, Some(folder)))
    }

    /// On Postgres, with a network that loses answers.
    pub(crate) async fn postgres(url: &str) -> Result<Self> {
        let (one, through_one) = Proxy::before(url).await?;
        let (other, through_other) = Proxy::before(url).await?;
        let dbs = [
            backend::database::connect(&through_one).await?,
            backend::database::connect(&through_other).await?,
        ];
        Ok(Self::of(dbs, Some([one, other]), None))
    }

    fn of(dbs: [Db; 2], proxies: Option<[Proxy; 2]>, folder: Option<TempDir>) -> Self {
        let seen = Mutex::default();
        Self { dbs, proxies, now: Mutex::new(START), seen, _folder: folder }
    }

    /// The database, as the first process reaches it.
    pub(crate) fn db(&self) -> &Db {
        &self.dbs[0]
    }

    /// The network of a process.
    pub(crate) fn proxy(&self, process: usize) -> Option<&Proxy> {
        self.proxies.as_ref().map(|proxies| &proxies[process])
    }

    /// Plays a case.
    ///
    /// # Errors
    /// The first surprise, with the step it came at.
    pub(crate) async fn play(&self, off_by: [Shift; 2], operations: &[Operation]) -> Result<()> {
        let mut case = self.begin(off_by).await?;
        let played = case.play_all(operations).await;
        let mut now = self.now();
        *now = now.max(case.clocks[0].now());
        played
    }

    /// Did signing keys change, and did each side of a race come first now and then?
    pub(crate) fn has_seen_everything(&self) -> Result<()> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        ensure!(seen.signing_keys.len() > 1, "one signing key for all cases");
        ensure!(seen.races.iter().all(|races| *races > 0), "races: {:?}", seen.races);
        let loses = self.proxies.is_some();
        ensure!(!loses || seen.lost_commits > 0, "no commit was lost");
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

    /// Notes a commit whose answer was lost.
    pub(crate) fn saw_lost_commit(&self) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).lost_commits += 1;
    }

    fn now(&self) -> MutexGuard<'_, Timestamp> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn begin(&self, off_by: [Shift; 2]) -> Result<Case<'_>> {
        let now = *self.now() + TOLERANCE;
        let clocks = off_by.map(|shift| {
            let clock = ManualClock::at(now);
            shift.apply(&clock);
            Arc::new(clock)
        });
        let processes = self.start(Keys::First, &clocks).await?;
        let mut new = NewSession::of("u1".parse()?, "public".parse()?);
        new.sign_in_context.device = Device::new(AGENTS[1], None);
        let tokens = processes[0].create_new_session(new).await?;
        Ok(Case::new(self, clocks, processes, tokens))
    }

    pub(crate) async fn start(
        &self,
        keys: Keys,
        clocks: &[Arc<ManualClock>; 2],
    ) -> Result<[Sessions; 2]> {
        let [one, other] = clocks;
        Ok([
            self.process(keys, one, &self.dbs[0]).await?,
            self.process(keys, other, &self.dbs[1]).await?,
        ])
    }

    async fn process(&self, keys: Keys, clock: &Arc<ManualClock>, db: &Db) -> Result<Sessions> {
        let config = config(keys)?;
        let server_keys = ServerKeys::load(&config.server_key_source(), &OsRandom)?;
        let clock = Arc::clone(clock) as Arc<dyn Clock>;
        Sessions::load(config.session, db.clone(), server_keys, clock, Arc::new(OsRandom)).await
    }
}

fn config(keys: Keys) -> Result<Config> {
    let (current, previous) = match keys {
        // The second is known before it is used, as the runbook asks.
        Keys::First => (FIRST_KEY, SECOND_KEY),
        Keys::SecondAndFirst => (SECOND_KEY, FIRST_KEY),
        Keys::Second => (SECOND_KEY, ""),
    };
    let seconds = |time: Duration| time.as_secs().to_string();
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
    config.session.clock_tolerance = TOLERANCE;
    Ok(config)
}
