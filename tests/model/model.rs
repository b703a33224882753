//! What must happen: the decision table, in the plainest words there are for it.

/// The engine's settings in this test, in ms.
pub(crate) const GRACE: i64 = 30_000;
pub(crate) const REFRESH_VALIDITY: i64 = 1_000_000;
pub(crate) const MAX_AGE: i64 = 4_000_000;

/// What is known of the stored row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) generation: i64,
    pub(crate) rotated_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) absolute_expires_at: i64,
    pub(crate) user_agent: Option<String>,
    /// The marker that merges write into the payload.
    pub(crate) marker: i64,
}

/// What a refresh answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The refresh token of this generation.
    TokenOf(i64),
    Unauthorised,
    Theft,
}

/// One session. `row` is `None` when it is gone.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) row: Option<Row>,
    /// Is the server key that the session began under still accepted?
    pub(crate) key_accepted: bool,
}

impl Model {
    pub(crate) fn new(now: i64, user_agent: Option<String>) -> Self {
        let absolute_expires_at = now + MAX_AGE;
        let row = Row {
            generation: 0,
            rotated_at: now,
            expires_at: (now + REFRESH_VALIDITY).min(absolute_expires_at),
            absolute_expires_at,
            user_agent,
            marker: 0,
        };
        Self { row: Some(row), key_accepted: true }
    }

    pub(crate) fn is_live(&self, now: i64) -> bool {
        let ended = |row: &Row| now >= row.expires_at || now >= row.absolute_expires_at;
        self.key_accepted && self.row.as_ref().is_some_and(|row| !ended(row))
    }

    /// A token of generation `n` is presented. `forged`: its MAC is wrong.
    pub(crate) fn refresh(
        &mut self,
        n: i64,
        forged: bool,
        user_agent: Option<&str>,
        now: i64,
    ) -> Answer {
        if forged || !self.is_live(now) {
            return Answer::Unauthorised;
        }
        let Some(row) = &mut self.row else { return Answer::Unauthorised };
        if n > row.generation {
            self.row = None;
            return Answer::Unauthorised;
        }
        if n == row.generation {
            row.generation += 1;
            row.rotated_at = now;
            let slid = (now + REFRESH_VALIDITY).min(row.absolute_expires_at);
            row.expires_at = row.expires_at.max(slid);
            row.user_agent = user_agent.map(str::to_owned);
            return Answer::TokenOf(row.generation);
        }
        let age = if now < row.rotated_at { 0 } else { now - row.rotated_at };
        let same_agent = match (row.user_agent.as_deref(), user_agent) {
            (Some(a), Some(b)) => a == b,
            (None, _) | (_, None) => true,
        };
        if n == row.generation - 1 && age <= GRACE && same_agent {
            return Answer::TokenOf(row.generation);
        }
        self.row = None;
        Answer::Theft
    }

    pub(crate) fn revoke(&mut self) {
        self.row = None;
    }

    /// False: there is nothing to merge into.
    pub(crate) fn merge(&mut self, marker: i64, now: i64) -> bool {
        if !self.is_live(now) {
            return false;
        }
        if let Some(row) = &mut self.row {
            row.marker = marker;
        }
        true
    }
}
