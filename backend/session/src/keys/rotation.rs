//! Rotation: next → active → retiring → gone. Each action is a conditional statement, no lock: of
//! several processes one takes it, and all read what is there.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use shared::Timestamp;

use crate::clock::Clock;
use crate::config::KeyPolicy;
use crate::keys::error::SigningKeyError;
use crate::keys::mac::mac_in_state;
use crate::keys::material;
use crate::keys::sort::Sorted;
use crate::keys::table::KeyTable;
use crate::store::StoredDuration;
use crate::store::signing_keys::{self as store, KeyState, SigningKeyRow, StateChange};

/// The longest time between publishing a key and using it: as long as others may take to read the
/// table again.
const LONGEST_LEAD: Duration = Duration::from_mins(1);
/// How far the clock of one who verifies a token may be behind.
const LEEWAY: Duration = Duration::from_secs(5);

/// What is to be done to the table.
#[derive(Debug, Clone, PartialEq, Eq)]
enum KeyAction {
    /// Make a key that signs at once: there is none.
    Begin,
    /// Make the next key, and let it be known.
    Publish,
    /// Tokens of this process live longer than those that the key has signed so far.
    Raise { kid: String },
    /// The next key is of an algorithm that is not wanted any more.
    Withdraw { kid: String },
    /// The next key takes over.
    Promote { next: String, active: String },
    /// The last token of a key has expired.
    Forget { kid: String },
}

impl KeyPolicy {
    /// The time between publishing a key and using it.
    pub(crate) fn lead(&self) -> Duration {
        LONGEST_LEAD.min(self.interval / 4)
    }

    /// The time between two readings of the table.
    pub(crate) fn maintenance_interval(&self) -> Duration {
        (self.interval / 8).clamp(Duration::from_millis(100), Duration::from_secs(30))
    }

    /// How long a key is kept after its retirement: the longest life that its tokens may have had,
    /// also if today's setting is a shorter one, of a token that another process signed just before
    /// it read the table again, and the leeway of those who verify.
    fn keep(&self, row: &SigningKeyRow) -> Duration {
        self.token_validity.max(row.token_validity.0) + LONGEST_LEAD + LEEWAY
    }

    /// Has the last token of a key expired?
    pub(crate) fn is_gone(&self, row: &SigningKeyRow, now: Timestamp) -> bool {
        row.state == KeyState::Retiring && row.changed_at + self.keep(row) < now
    }

    fn plan(&self, rows: &[SigningKeyRow], now: Timestamp) -> Vec<KeyAction> {
        let find = |state| rows.iter().find(|row| row.state == state);
        let wanted = |row: &SigningKeyRow| row.algorithm.parse() == Ok(self.algorithm);
        let mut actions: Vec<KeyAction> = rows
            .iter()
            .filter(|row| self.is_gone(row, now))
            .map(|row| KeyAction::Forget { kid: row.kid.clone() })
            .collect();
        let signing = rows.iter().filter(|row| row.state != KeyState::Retiring);
        let shorter = signing.filter(|row| row.token_validity.0 < self.token_validity);
        actions.extend(shorter.map(|row| KeyAction::Raise { kid: row.kid.clone() }));
        let Some(active) = find(KeyState::Active) else {
            actions.push(KeyAction::Begin);
            return actions;
        };
        let due = if wanted(active) { active.changed_at + self.interval } else { now };
        match find(KeyState::Next) {
            None if due - self.lead() <= now => actions.push(KeyAction::Publish),
            None => {}
            Some(next) if !wanted(next) => {
                actions.push(KeyAction::Withdraw { kid: next.kid.clone() });
            }
            Some(next) if due <= now && next.created_at + self.lead() <= now => {
                let (next, active) = (next.kid.clone(), active.kid.clone());
                actions.push(KeyAction::Promote { next, active });
            }
            Some(_) => {}
        }
        actions
    }
}

/// Rotates the keys of a table.
pub(crate) struct KeyRotation {
    pub(crate) table: Arc<KeyTable>,
    pub(crate) policy: KeyPolicy,
    pub(crate) clock: Arc<dyn Clock>,
}

impl KeyRotation {
    /// Does what is due to the key table.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub(crate) async fn run(&self) -> Result<(), SigningKeyError> {
        let now = self.clock.now();
        let Sorted { genuine, refused, unreadable } = self.table.list().await?;
        for row in refused {
            self.remove_refused(row).await?;
        }
        if unreadable > 0 {
            self.remove_unreadable(unreadable).await?;
        }
        for action in self.policy.plan(&genuine, now) {
            self.apply(&action, &genuine, now)
                .await
                .with_context(|| format!("signing keys: {action:?}"))?;
        }
        Ok(())
    }

    /// Removes a row that the application did not write: it may hold the place of the active or of
    /// the next key.
    async fn remove_refused(&self, row: SigningKeyRow) -> Result<(), SigningKeyError> {
        let (kid, state) = (row.kid.clone(), row.state.as_str());
        let write = self.table.db.write(async move |tx| store::remove(tx, &row).await);
        if write.await? {
            tracing::warn!(target: "audit", event = "signing_key_refused", kid, state);
        }
        Ok(())
    }

    async fn remove_unreadable(&self, count: usize) -> Result<(), SigningKeyError> {
        tracing::warn!(count, "rows of the signing key table cannot be read");
        let write = self.table.db.write(async move |tx| store::remove_unreadable(tx).await);
        if write.await? {
            tracing::warn!(target: "audit", event = "signing_key_refused", kid = "unreadable");
        }
        Ok(())
    }

    async fn apply(
        &self,
        action: &KeyAction,
        rows: &[SigningKeyRow],
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let done = match action.clone() {
            KeyAction::Begin => self.insert(KeyState::Active, now).await?,
            KeyAction::Publish => self.insert(KeyState::Next, now).await?,
            KeyAction::Raise { kid } => self.raise(kid).await?,
            KeyAction::Withdraw { kid } => self.delete(kid, KeyState::Next).await?,
            KeyAction::Forget { kid } => self.delete(kid, KeyState::Retiring).await?,
            KeyAction::Promote { next, active } => {
                let next = self.state_change(rows, &next, KeyState::Active)?;
                let active = self.state_change(rows, &active, KeyState::Retiring)?;
                let write = self
                    .table
                    .db
                    .write(async move |tx| store::promote(tx, &next, &active, now).await);
                write.await?
            }
        };
        if done {
            tracing::info!(target: "audit", event = "signing_key_change", ?action);
        }
        Ok(())
    }

    async fn insert(&self, state: KeyState, now: Timestamp) -> anyhow::Result<bool> {
        let algorithm = self.policy.algorithm;
        let row = material::generate(
            algorithm,
            state,
            &self.table.server_keys,
            now,
            &*self.table.random,
        )?;
        let row =
            SigningKeyRow { token_validity: StoredDuration(self.policy.token_validity), ..row };
        let write = self.table.db.write(async move |tx| store::insert_if_free(tx, &row).await);
        Ok(write.await?)
    }

    fn state_change(
        &self,
        rows: &[SigningKeyRow],
        kid: &str,
        to: KeyState,
    ) -> anyhow::Result<StateChange> {
        let row = rows.iter().find(|row| row.kid == kid).context("no such key")?;
        let key = self.table.server_keys.find_text(&row.key_id).context("no such server key")?;
        let mac = mac_in_state(key, row, to);
        Ok(StateChange {
            kid: row.kid.clone(),
            from: row.state,
            from_mac: row.mac.clone(),
            to,
            mac,
        })
    }

    async fn raise(&self, kid: String) -> anyhow::Result<bool> {
        let validity = StoredDuration(self.policy.token_validity);
        let write = self
            .table
            .db
            .write(async move |tx| store::raise_token_validity(tx, &kid, validity).await);
        Ok(write.await?)
    }

    async fn delete(&self, kid: String, state: KeyState) -> anyhow::Result<bool> {
        let write = self.table.db.write(async move |tx| store::delete(tx, &kid, state).await);
        Ok(write.await?)
    }
}

#[cfg(test)]
#[path = "rotation_tests.rs"]
mod tests;
