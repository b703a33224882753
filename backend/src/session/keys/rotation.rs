//! Rotation: next → active → retiring → gone. Each step is a conditional statement, no lock: of
//! several processes one takes it, and all read what is there.

use anyhow::Context;

use super::{SigningKeys, material};
use crate::config::KeyPolicy;
use crate::store::signing_keys::{self as store, KeyState, SigningKeyRow};

/// The longest time between publishing a key and using it, in ms: as long as others may take to
/// read the table again.
const LONGEST_LEAD: i64 = 60_000;

/// What is to be done to the table.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// Make a key that signs at once: there is none.
    Begin,
    /// Make the next key, and let it be known.
    Publish,
    /// The next key is of an algorithm that is not wanted any more.
    Withdraw { kid: String },
    /// The next key takes over.
    Promote { next: String, active: String },
    /// The last token of a key has expired.
    Forget { kid: String },
}

impl KeyPolicy {
    /// The time between publishing a key and using it.
    pub(super) fn lead(&self) -> i64 {
        LONGEST_LEAD.min(self.interval / 4)
    }

    /// How long a key is kept after its retirement: the life of a token that another process
    /// signed just before it read the table again, and the leeway of those who verify.
    fn keep(&self) -> i64 {
        self.token_validity + LONGEST_LEAD + 5_000
    }

    fn plan(&self, rows: &[SigningKeyRow], now: i64) -> Vec<Step> {
        let find = |state| rows.iter().find(|row| row.state == state);
        let wanted = |row: &SigningKeyRow| row.algorithm.parse() == Ok(self.algorithm);
        let mut steps: Vec<Step> = rows
            .iter()
            .filter(|row| row.state == KeyState::Retiring && row.changed_at + self.keep() < now)
            .map(|row| Step::Forget { kid: row.kid.clone() })
            .collect();
        let Some(active) = find(KeyState::Active) else {
            steps.push(Step::Begin);
            return steps;
        };
        let due = if wanted(active) { active.changed_at + self.interval } else { now };
        match find(KeyState::Next) {
            None if due - self.lead() <= now => steps.push(Step::Publish),
            None => {}
            Some(next) if !wanted(next) => {
                steps.push(Step::Withdraw { kid: next.kid.clone() });
            }
            Some(next) if due <= now && next.created_at + self.lead() <= now => {
                let (next, active) = (next.kid.clone(), active.kid.clone());
                steps.push(Step::Promote { next, active });
            }
            Some(_) => {}
        }
        steps
    }
}

impl SigningKeys {
    /// Does what is due to the key table, and reads it again.
    ///
    /// # Errors
    /// As [`SigningKeys::reload`].
    pub async fn upkeep(&self) -> anyhow::Result<()> {
        let now = self.clock.now();
        for step in self.policy.plan(&store::list(&self.db).await?, now) {
            self.take(&step, now).await.with_context(|| format!("signing keys: {step:?}"))?;
        }
        self.reload().await
    }

    async fn take(&self, step: &Step, now: i64) -> anyhow::Result<()> {
        let done = match step.clone() {
            Step::Begin => self.insert(KeyState::Active, now).await?,
            Step::Publish => self.insert(KeyState::Next, now).await?,
            Step::Withdraw { kid } => self.delete(kid, KeyState::Next).await?,
            Step::Forget { kid } => self.delete(kid, KeyState::Retiring).await?,
            Step::Promote { next, active } => {
                let write = self.db.write(move |tx| {
                    Box::pin(async move { store::promote(tx, &next, &active, now).await })
                });
                write.await?
            }
        };
        if done {
            tracing::info!(target: "audit", event = "signing_key_change", ?step);
        }
        Ok(())
    }

    async fn insert(&self, state: KeyState, now: i64) -> anyhow::Result<bool> {
        let algorithm = self.policy.algorithm;
        let row = material::generate(algorithm, state, &self.server_keys, now, &*self.random)?;
        let write =
            self.db.write(|tx| Box::pin(async move { store::insert_if_free(tx, &row).await }));
        Ok(write.await?)
    }

    async fn delete(&self, kid: String, state: KeyState) -> anyhow::Result<bool> {
        let write =
            self.db.write(move |tx| Box::pin(async move { store::delete(tx, &kid, state).await }));
        Ok(write.await?)
    }

    /// Seals what an earlier server key sealed under the current one, so that the earlier one can
    /// be dropped. At start only: two processes with the keys the other way round would undo each
    /// other's work for ever.
    pub(super) async fn reseal(&self) -> anyhow::Result<()> {
        let current = self.server_keys.current().id_text();
        let signing = |row: &SigningKeyRow| row.state != KeyState::Retiring;
        let rows = store::list(&self.db).await?;
        for row in rows.into_iter().filter(|row| signing(row) && row.key_id != current) {
            let private = material::unseal(&row, &self.server_keys)?;
            let from = row.key_id.clone();
            let sealed = material::seal(row, &private, &self.server_keys, &*self.random)?;
            let write = self
                .db
                .write(move |tx| Box::pin(async move { store::reseal(tx, &sealed, &from).await }));
            write.await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::Algorithm;

    const MINUTE: i64 = 60_000;

    fn policy() -> KeyPolicy {
        let (interval, token_validity) = (60 * MINUTE, 10 * MINUTE);
        KeyPolicy { algorithm: Algorithm::ES256, interval, token_validity }
    }

    fn row(kid: &str, algorithm: &str, state: KeyState, at: i64) -> SigningKeyRow {
        SigningKeyRow {
            kid: kid.to_owned(),
            algorithm: algorithm.to_owned(),
            state,
            public_jwk: String::new(),
            sealed_private: Vec::new(),
            key_id: String::new(),
            created_at: at,
            changed_at: at,
        }
    }

    #[test]
    fn a_key_is_published_before_it_is_used() {
        let active = row("a", "ES256", KeyState::Active, 0);
        let plan = |rows: &[SigningKeyRow], now| policy().plan(rows, now);
        assert_eq!(plan(&[], 0), [Step::Begin]);
        assert_eq!(plan(std::slice::from_ref(&active), 58 * MINUTE), []);
        assert_eq!(plan(std::slice::from_ref(&active), 59 * MINUTE), [Step::Publish]);
        let both = [active, row("n", "ES256", KeyState::Next, 59 * MINUTE + 1)];
        assert_eq!(plan(&both, 60 * MINUTE), [], "published less than a minute ago");
        let promote = Step::Promote { next: "n".to_owned(), active: "a".to_owned() };
        assert_eq!(plan(&both, 60 * MINUTE + 1), [promote]);
    }

    #[test]
    fn a_retired_key_is_kept_until_its_last_token_has_expired() {
        let rows =
            [row("a", "ES256", KeyState::Active, 0), row("r", "ES256", KeyState::Retiring, 0)];
        assert_eq!(policy().plan(&rows, 11 * MINUTE + 5_000), []);
        let forget = Step::Forget { kid: "r".to_owned() };
        assert_eq!(policy().plan(&rows, 11 * MINUTE + 5_001), [forget]);
    }

    #[test]
    fn another_algorithm_takes_over_as_soon_as_it_is_known() {
        let active = row("a", "RS256", KeyState::Active, 0);
        assert_eq!(policy().plan(std::slice::from_ref(&active), 1), [Step::Publish]);
        let stale = [active.clone(), row("n", "EdDSA", KeyState::Next, 1)];
        assert_eq!(policy().plan(&stale, 1), [Step::Withdraw { kid: "n".to_owned() }]);
        let both = [active, row("n", "ES256", KeyState::Next, 1)];
        assert_eq!(policy().plan(&both, MINUTE), []);
        assert_eq!(policy().plan(&both, MINUTE + 1).len(), 1);
    }
}
