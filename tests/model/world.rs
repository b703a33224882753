//! Two engines on one database, and a session whose every step is compared with the model.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use backend::clock::{Clock, ManualClock, OsRandom};
use backend::config::{Config, Environment, Settings};
use backend::session::{
    AntiCsrf, Device, NewSession, RefreshRequest, ServerKeys, SessionError, Sessions, Tokens,
};
use backend::store::{Db, sessions};
use serde_json::{Map, Value, json};
use shared::SessionHandle;
use tempfile::TempDir;

use crate::model::{Answer, GRACE, MAX_AGE, Model, REFRESH_VALIDITY, Row};
use crate::operation::{AGENTS, Operation, Presented};

const FIRST_KEY: &str = "bGF0Y2hrZXkgdGVzdHM6IHRoaXMgaXMgbm90IGEga2U=";
const SECOND_KEY: &str = "bGF0Y2hrZXkgdGVzdHM6IGFub3RoZXIgaXMgbm8ga2U=";

/// The database, shared by all cases: each brings a session of its own.
pub(crate) struct World {
    db: Db,
    _folder: TempDir,
}

/// One case under way.
struct Case<'w> {
    world: &'w World,
    clock: Arc<ManualClock>,
    processes: [Sessions; 2],
    keys: Keys,
    handle: SessionHandle,
    model: Model,
    /// Every refresh token that was issued, by its generation.
    issued: Vec<String>,
    backup: Option<(sessions::SessionRow, Row)>,
}

/// Which server keys the processes start with.
#[derive(Clone, Copy)]
enum Keys {
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
        Ok(Self { db: Db::connect(&url).await?, _folder: folder })
    }

    /// Plays a case.
    ///
    /// # Errors
    /// The first surprise, with the step it came at.
    pub(crate) async fn play(&self, operations: &[Operation]) -> Result<()> {
        let mut case = self.begin().await?;
        for (number, operation) in operations.iter().enumerate() {
            let step = || format!("step {number}: {operation:?}");
            case.play(operation).await.with_context(step)?;
            case.compare_row().await.with_context(step)?;
        }
        Ok(())
    }

    async fn begin(&self) -> Result<Case<'_>> {
        let clock = Arc::new(ManualClock::at(1_795_225_702_000));
        let processes = self.start(Keys::First, &clock).await?;
        let mut new = NewSession::of("u1".parse()?, "public".parse()?);
        new.asked_by.device = Device::new(AGENTS[1], None);
        let tokens = processes[0].create_new_session(new).await?;
        Ok(Case {
            world: self,
            handle: tokens.access_token.claims.session_handle.clone(),
            model: Model::new(clock.now(), AGENTS[1].map(str::to_owned)),
            issued: vec![tokens.refresh_token],
            keys: Keys::First,
            backup: None,
            clock,
            processes,
        })
    }

    async fn start(&self, keys: Keys, clock: &Arc<ManualClock>) -> Result<[Sessions; 2]> {
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
    ]);
    let mut config = Settings::read(["model"], &environment)?.check()?;
    config.session.validity_jitter = false;
    Ok(config)
}

impl Case<'_> {
    async fn play(&mut self, operation: &Operation) -> Result<()> {
        let now = self.clock.now();
        match operation {
            Operation::Refresh { presented, agent, process } => {
                self.refresh(*presented, AGENTS[*agent], *process).await
            }
            Operation::Burst { callers, agent } => self.burst(*callers, AGENTS[*agent]).await,
            Operation::Clock { millis } => {
                self.clock.advance(*millis);
                Ok(())
            }
            Operation::Revoke => {
                self.processes[0].revoke_session(&self.handle).await?;
                self.model.revoke();
                Ok(())
            }
            Operation::Merge { marker } => {
                let update = Map::from_iter([("marker".to_owned(), json!(marker))]);
                let merged =
                    self.processes[1].merge_into_access_token_payload(&self.handle, &update);
                ensure!(merged.await? == self.model.merge(*marker, now), "merged into a dead row");
                Ok(())
            }
            Operation::Restart => self.restart(self.keys).await,
            Operation::ChangeKey => match self.keys {
                Keys::First => self.restart(Keys::SecondAndFirst).await,
                Keys::SecondAndFirst | Keys::Second => Ok(()),
            },
            Operation::DropKey => match self.keys {
                Keys::SecondAndFirst => {
                    self.model.key_accepted = false;
                    self.restart(Keys::Second).await
                }
                Keys::First | Keys::Second => Ok(()),
            },
            Operation::Backup => self.take_backup().await,
            Operation::Restore => self.restore().await,
        }
    }

    async fn restart(&mut self, keys: Keys) -> Result<()> {
        self.keys = keys;
        self.processes = self.world.start(keys, &self.clock).await?;
        Ok(())
    }

    async fn refresh(
        &mut self,
        presented: Presented,
        agent: Option<&str>,
        process: usize,
    ) -> Result<()> {
        let generation = self.issued.len().saturating_sub(1 + presented.back);
        let mut token = self.issued[generation].clone();
        if presented.forged {
            token = forge(&token);
        }
        let n = i64::try_from(generation)?;
        let expected = self.model.refresh(n, presented.forged, agent, self.clock.now());
        let answered = send(&self.processes[process], &token, agent).await;
        self.compare(&expected, answered).await
    }

    /// Half of the callers at each process: what the processes do not share, the row must settle.
    async fn burst(&mut self, callers: usize, agent: Option<&str>) -> Result<()> {
        let newest = self.issued.len() - 1;
        let token = self.issued[newest].clone();
        let now = self.clock.now();
        let first = self.model.refresh(i64::try_from(newest)?, false, agent, now);
        // The others find the step taken within this very moment; nothing else is left for them.
        let calls = (0..callers).map(|caller| {
            let (sessions, token) = (self.processes[caller % 2].clone(), token.clone());
            let agent = agent.map(str::to_owned);
            tokio::spawn(async move { send(&sessions, &token, agent.as_deref()).await })
        });
        for answered in futures_util::future::join_all(calls).await {
            // A restored row makes one caller's token newer than the row; for the rest it is gone.
            self.compare(&first, answered?).await?;
        }
        Ok(())
    }

    /// The answer is the one expected, the token is the one derived before if there was one, and
    /// the access token says what the row says.
    async fn compare(
        &mut self,
        expected: &Answer,
        answered: Result<Tokens, SessionError>,
    ) -> Result<()> {
        let tokens = match (expected, answered) {
            (Answer::Unauthorised, Err(SessionError::Unauthorised(_)))
            | (Answer::Theft, Err(SessionError::TokenTheftDetected)) => return Ok(()),
            (Answer::TokenOf(_), Ok(tokens)) => tokens,
            (expected, Ok(_)) => anyhow::bail!("expected {expected:?}, got tokens"),
            (expected, Err(error)) => anyhow::bail!("expected {expected:?}, got {error}"),
        };
        let Answer::TokenOf(generation) = *expected else { return Ok(()) };
        let generation = usize::try_from(generation)?;
        match self.issued.get(generation) {
            Some(before) => ensure!(*before == tokens.refresh_token, "a second branch"),
            None => self.issued.push(tokens.refresh_token.clone()),
        }
        let presented = self.processes[0].inspect(&tokens.access_token.text).context("a token")?;
        let session = self.processes[0].verify(presented, AntiCsrf::NotDue, true).await?;
        let marker = session.get_access_token_payload().get("marker").and_then(Value::as_i64);
        let stored = self.model.row.as_ref().map(|row| row.marker);
        ensure!(marker.unwrap_or(0) == stored.unwrap_or(0), "the token forgot a merge");
        Ok(())
    }

    async fn compare_row(&self) -> Result<()> {
        let stored = sessions::find(&self.world.db, &self.handle).await?;
        let stored = stored.map(|row| shown(&row)).transpose()?;
        ensure!(stored == self.model.row, "stored {stored:?}, expected {:?}", self.model.row);
        Ok(())
    }

    async fn take_backup(&mut self) -> Result<()> {
        let row = sessions::find(&self.world.db, &self.handle).await?;
        self.backup = row.zip(self.model.row.clone());
        Ok(())
    }

    async fn restore(&mut self) -> Result<()> {
        let Some((row, of_model)) = self.backup.clone() else { return Ok(()) };
        let write = self.world.db.write(|tx| {
            Box::pin(async move {
                sessions::delete(tx, &row.session_handle).await?;
                sessions::insert(tx, &row).await
            })
        });
        write.await?;
        self.model.row = Some(of_model);
        Ok(())
    }
}

async fn send(
    sessions: &Sessions,
    token: &str,
    agent: Option<&str>,
) -> Result<Tokens, SessionError> {
    let device = Device::new(agent, None);
    let (anti_csrf, with_anti_csrf) = (AntiCsrf::NotDue, false);
    let request = RefreshRequest { token, anti_csrf, with_anti_csrf, device: &device };
    sessions.refresh_session(&request).await
}

/// Another character in the middle of the MAC, so that the token still parses.
fn forge(token: &str) -> String {
    let at = token.len() - 20;
    let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
    format!("{}{other}{}", &token[..at], &token[at + 1..])
}

fn shown(row: &sessions::SessionRow) -> Result<Row> {
    let payload: Map<String, Value> = serde_json::from_str(&row.access_token_payload)?;
    Ok(Row {
        generation: row.generation,
        rotated_at: row.rotated_at,
        expires_at: row.expires_at,
        absolute_expires_at: row.absolute_expires_at,
        user_agent: row.user_agent.clone(),
        marker: payload.get("marker").and_then(Value::as_i64).unwrap_or(0),
    })
}
