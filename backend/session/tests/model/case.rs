//! One case under way: a session whose every step is compared with the model.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};
use session::clock::{Clock, ManualClock};
use session::store::sessions;
use session::{Sessions, Tokens};
use shared::{SessionHandle, Timestamp};
use tests::Fault;

use crate::engine::{Asked, ask};
use crate::model::{Answer, Event, KEY_INTERVAL, Model, Refresh, Row, Said};
use crate::operation::{AGENTS, Deed, Operation, Presented};
use crate::world::{Keys, World};

pub(crate) struct Case<'w> {
    pub(crate) world: &'w World,
    /// Each process's own, not quite right.
    pub(crate) clocks: [Arc<ManualClock>; 2],
    pub(crate) processes: [Sessions; 2],
    pub(crate) model: Model,
    /// Every refresh token that was issued, by its generation.
    pub(crate) issued: Vec<String>,
    keys: Keys,
    handle: SessionHandle,
    backup: Option<(sessions::SessionRow, Row)>,
}

impl<'w> Case<'w> {
    pub(crate) fn new(
        world: &'w World,
        clocks: [Arc<ManualClock>; 2],
        processes: [Sessions; 2],
        tokens: Tokens,
    ) -> Self {
        let handle = tokens.access_token.claims.session_handle.clone();
        let model = Model::new(clocks[0].now(), AGENTS[1].map(str::to_owned));
        let (issued, keys, backup) = (vec![tokens.refresh_token], Keys::First, None);
        Self { world, clocks, processes, model, issued, keys, handle, backup }
    }

    /// What a process's clock shows.
    pub(crate) fn now(&self, process: usize) -> Timestamp {
        self.clocks[process].now()
    }

    fn advance(&self, by: Duration) {
        self.clocks.iter().for_each(|clock| clock.advance(by));
    }

    pub(crate) async fn play_all(&mut self, operations: &[Operation]) -> Result<()> {
        for (number, operation) in operations.iter().enumerate() {
            let step = || format!("step {number}: {operation:?}");
            self.play(operation).await.with_context(step)?;
            let stored = self.stored_row().await?;
            let expected = &self.model.row;
            ensure!(stored == *expected, "{}: stored {stored:?}, expected {expected:?}", step());
        }
        Ok(())
    }

    async fn play(&mut self, operation: &Operation) -> Result<()> {
        match operation {
            Operation::Alone { deed, process } => self.alone(deed, *process).await,
            Operation::Race { deeds, processes } => self.race(deeds, *processes).await,
            Operation::Burst { callers, agent } => self.burst(*callers, *agent).await,
            Operation::LostCommit { fault, agent, process, back_after, back_at } => {
                let presented = Presented { back: 0, forged: false };
                let deed = Deed::Refresh { presented, agent: *agent };
                if !self.lose_commit(*fault, &deed, *process).await? {
                    return Ok(());
                }
                // No other rotation is of the same millisecond, as in life.
                self.advance(*back_after + Duration::from_millis(1));
                self.alone(&deed, *back_at).await
            }
            Operation::Clock(shift) => {
                self.clocks.iter().for_each(|clock| shift.apply(clock));
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

    async fn alone(&mut self, deed: &Deed, process: usize) -> Result<()> {
        let (event, asked) = self.prepare(deed, process).await?;
        let expected = self.model.take(&event, self.now(process));
        let answered = ask(self.processes[process].clone(), asked).await?;
        let said = self.understand(answered).await?;
        ensure!(said == expected, "expected {expected:?}, got {said:?}");
        self.read_keys(deed).await
    }

    /// Half of the callers at each process: what the processes do not share, the row must settle.
    async fn burst(&mut self, callers: usize, agent: usize) -> Result<()> {
        let deed = Deed::Refresh { presented: Presented { back: 0, forged: false }, agent };
        let mut expected = Vec::new();
        let mut asked = Vec::new();
        for process in 0..2 {
            let (event, of_process) = self.prepare(&deed, process).await?;
            let mut after = self.model.clone();
            // The others find the step taken within this very moment; nothing else is left for
            // them. If a restored row makes one caller's token newer than the row, for the rest it
            // is gone.
            expected.push((after.take(&event, self.now(process)), after));
            asked.push(of_process);
        }
        if expected[0].0 != expected[1].0 {
            // At the edge of a window: to one process it is over, and not yet to the other.
            return Ok(());
        }
        let calls = (0..callers).map(|caller| {
            tokio::spawn(ask(self.processes[caller % 2].clone(), asked[caller % 2].clone()))
        });
        // Where the newest token was issued and never answered, the one before it may be theft: for
        // those who come after the session was ended, it is just gone.
        let theft = Said::Answer(Answer::Theft);
        let gone = Said::Answer(Answer::Unauthorised);
        let expected_answer = &expected[0].0;
        for answered in futures_util::future::join_all(calls).await {
            let said = self.understand(answered??).await?;
            let comes_late = *expected_answer == theft && said == gone;
            let as_expected = said == *expected_answer || comes_late;
            ensure!(as_expected, "expected {expected_answer:?}, got {said:?}");
        }
        // Whose clock dated the step, the row tells.
        let row = self.stored_row().await?;
        let came = expected.into_iter().map(|(_, after)| after).find(|after| after.row == row);
        self.model = came.with_context(|| format!("neither process's row: {row:?}"))?;
        Ok(())
    }

    /// A rotation is stored, or not, and its answer is lost. False: the refresh would not rotate,
    /// and so it was not made.
    async fn lose_commit(&mut self, fault: Fault, deed: &Deed, process: usize) -> Result<bool> {
        let Some(proxy) = self.world.proxy(process) else { return Ok(false) };
        let (Event::Refresh(refresh), asked) = self.prepare(deed, process).await? else {
            return Ok(false);
        };
        let now = self.now(process);
        // What does not rotate writes nothing, or ends the session.
        if !self.model.rotates(&refresh, now) {
            return Ok(false);
        }
        let expected = match fault {
            Fault::CutAfterCommit => self.model.refresh(&refresh, now),
            Fault::CutAfterCommitAndRefuse => {
                self.model.lose_answer(&refresh, now);
                Answer::Fault
            }
            _ => Answer::Fault,
        };
        proxy.set(fault);
        let said = self.understand(ask(self.processes[process].clone(), asked).await?).await?;
        proxy.set(Fault::None);
        ensure!(said == Said::Answer(expected.clone()), "expected {expected:?}, got {said:?}");
        self.world.saw_lost_commit();
        Ok(true)
    }

    /// A deed as the model sees it, and as a process does.
    pub(crate) async fn prepare(&self, deed: &Deed, process: usize) -> Result<(Event, Asked)> {
        let handle = self.handle.clone();
        Ok(match deed {
            Deed::Refresh { presented, agent } => {
                let (back, forged) = (presented.back, presented.forged);
                let place = self.issued.len().saturating_sub(1 + back);
                let user_agent = AGENTS[*agent];
                let generation = i64::try_from(place)?;
                let event = Event::Refresh(Refresh { process, generation, forged, user_agent });
                let token = self.issued[place].clone();
                let token = if forged { forge(&token) } else { token };
                (event, Asked::Refresh { token, user_agent })
            }
            Deed::Revoke => (Event::Revoke, Asked::Revoke(handle)),
            Deed::Merge { marker } => {
                (Event::Merge { marker: *marker }, Asked::Merge { handle, marker: *marker })
            }
            Deed::PromoteKey => {
                self.publish_key().await?;
                (Event::PromoteKey, Asked::Maintenance)
            }
        })
    }

    /// Lets time pass until the next signing key is known to both processes, and is due.
    async fn publish_key(&self) -> Result<()> {
        for time in [KEY_INTERVAL, KEY_INTERVAL / 4] {
            for process in &self.processes {
                process.maintain().await?;
            }
            self.advance(time);
        }
        for process in &self.processes {
            process.keys().reload().await?;
        }
        Ok(())
    }

    /// After a change of signing keys, the process that did not make it hears of it.
    pub(crate) async fn read_keys(&self, deed: &Deed) -> Result<()> {
        if matches!(deed, Deed::PromoteKey) {
            for process in &self.processes {
                process.keys().reload().await?;
            }
        }
        Ok(())
    }

    async fn restart(&mut self, keys: Keys) -> Result<()> {
        self.keys = keys;
        self.model.unanswered.clear();
        self.processes = self.world.start(keys, &self.clocks).await?;
        Ok(())
    }

    pub(crate) async fn stored_row(&self) -> Result<Option<Row>> {
        let stored = sessions::find(self.world.db(), &self.handle).await?;
        stored.map(|row| shown(&row)).transpose()
    }

    async fn take_backup(&mut self) -> Result<()> {
        let row = sessions::find(self.world.db(), &self.handle).await?;
        self.backup = row.zip(self.model.row.clone());
        Ok(())
    }

    async fn restore(&mut self) -> Result<()> {
        let Some((row, of_model)) = self.backup.clone() else { return Ok(()) };
        let write = self.world.db().write(async move |tx| {
            sessions::delete(tx, &row.session_handle).await?;
            sessions::insert(tx, &row).await
        });
        write.await?;
        self.model.row = Some(of_model);
        Ok(())
    }
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
