//! What must happen: the decision table, in the plainest words there are for it.

/// The engine's settings in this test, in ms.
pub(crate) const GRACE: i64 = 30_000;
pub(crate) const REFRESH_VALIDITY: i64 = 1_000_000;
pub(crate) const MAX_AGE: i64 = 4_000_000;
pub(crate) const KEY_INTERVAL: i64 = 8_000;

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
    /// The refresh token of this generation, and an access token with this marker.
    Tokens {
        generation: i64,
        marker: i64,
    },
    Unauthorised,
    Theft,
}

/// Something that one of the processes is asked to do.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    Refresh(Refresh),
    Revoke,
    Merge {
        marker: i64,
    },
    /// Another signing key takes over.
    PromoteKey,
}

/// A refresh token is presented. `forged`: its MAC is wrong.
#[derive(Debug, Clone)]
pub(crate) struct Refresh {
    pub(crate) generation: i64,
    pub(crate) forged: bool,
    pub(crate) user_agent: Option<&'static str>,
}

/// What is said to an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    Answer(Answer),
    /// False: there was nothing to merge into.
    Merged(bool),
    /// Nothing that tells one state from another.
    Done,
}

/// How two events at once may end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) said: [Said; 2],
    pub(crate) after: Model,
}

/// One session. `row` is `None` when it is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
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

    pub(crate) fn take(&mut self, event: &Event, now: i64) -> Said {
        match event {
            Event::Refresh(refresh) => Said::Answer(self.refresh(refresh, now)),
            Event::Merge { marker } => Said::Merged(self.merge(*marker, now)),
            Event::Revoke => {
                self.row = None;
                Said::Done
            }
            Event::PromoteKey => Said::Done,
        }
    }

    /// Of two events at once, one comes first. That is all that may be seen of it, but for the two
    /// cases that come last.
    pub(crate) fn race(&self, events: [&Event; 2], now: i64) -> Vec<Outcome> {
        let [one, other] = events;
        let (mut after_one, mut after_other) = (self.clone(), self.clone());
        let one_first = [after_one.take(one, now), after_one.take(other, now)];
        let said_to_other = after_other.take(other, now);
        let other_first = [after_other.take(one, now), said_to_other];
        let mut outcomes = vec![
            Outcome { said: one_first, after: after_one },
            Outcome { said: other_first, after: after_other },
        ];
        outcomes.extend(self.two_thefts(events, now));
        outcomes.extend(self.passed_by(events, now));
        outcomes
    }

    /// Two old tokens are read beside the same row: both are theft, though one ends it.
    fn two_thefts(&self, events: [&Event; 2], now: i64) -> Option<Outcome> {
        let theft = Said::Answer(Answer::Theft);
        let is_theft = |event| self.clone().take(event, now) == theft;
        let after = Self { row: None, ..self.clone() };
        events.into_iter().all(is_theft).then(|| Outcome { said: [theft.clone(), theft], after })
    }

    /// A token looks newer than its row, which came from a backup; before the row can be ended, the
    /// other caller's step has taken it to that token's generation. The row stays: it is as new as
    /// any. The one who saw the old row was told so all the same.
    fn passed_by(&self, events: [&Event; 2], now: i64) -> Option<Outcome> {
        let generation = self.row.as_ref()?.generation;
        let [Event::Refresh(one), Event::Refresh(other)] = events else { return None };
        let (step, newer, newer_is_first) = match (one.generation, other.generation) {
            (n, m) if n == generation && m == n + 1 => (one, other, false),
            (n, m) if m == generation && n == m + 1 => (other, one, true),
            _ => return None,
        };
        if step.forged || newer.forged {
            return None;
        }
        let mut after = self.clone();
        let stepped = Said::Answer(after.refresh(step, now));
        let told = Said::Answer(Answer::Unauthorised);
        let said = if newer_is_first { [told, stepped] } else { [stepped, told] };
        Some(Outcome { said, after })
    }

    pub(crate) fn refresh(&mut self, presented: &Refresh, now: i64) -> Answer {
        if presented.forged || !self.is_live(now) {
            return Answer::Unauthorised;
        }
        let Some(row) = &mut self.row else { return Answer::Unauthorised };
        let n = presented.generation;
        if n > row.generation {
            self.row = None;
            return Answer::Unauthorised;
        }
        if n == row.generation {
            row.generation += 1;
            row.rotated_at = now;
            let slid = (now + REFRESH_VALIDITY).min(row.absolute_expires_at);
            row.expires_at = row.expires_at.max(slid);
            row.user_agent = presented.user_agent.map(str::to_owned);
            return row.tokens();
        }
        let age = if now < row.rotated_at { 0 } else { now - row.rotated_at };
        let same_agent = match (row.user_agent.as_deref(), presented.user_agent) {
            (Some(a), Some(b)) => a == b,
            (None, _) | (_, None) => true,
        };
        if n == row.generation - 1 && age <= GRACE && same_agent {
            return row.tokens();
        }
        self.row = None;
        Answer::Theft
    }

    fn merge(&mut self, marker: i64, now: i64) -> bool {
        if !self.is_live(now) {
            return false;
        }
        if let Some(row) = &mut self.row {
            row.marker = marker;
        }
        true
    }
}

impl Row {
    fn tokens(&self) -> Answer {
        Answer::Tokens { generation: self.generation, marker: self.marker }
    }
}
