//! What must happen: the decision table, in the plainest words there are for it.

use std::time::Duration;

use shared::Timestamp;

/// The engine's settings in this test.
pub(crate) const GRACE: Duration = Duration::from_secs(30);
pub(crate) const REFRESH_VALIDITY: Duration = Duration::from_secs(1_000);
pub(crate) const MAX_AGE: Duration = Duration::from_secs(4_000);
pub(crate) const KEY_INTERVAL: Duration = Duration::from_secs(8);
/// How far apart the clocks of the two processes are at the most.
pub(crate) const TOLERANCE: Duration = Duration::from_secs(5);

/// What is known of the stored row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) generation: i64,
    pub(crate) rotated_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) absolute_expires_at: Timestamp,
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
    /// The database's answer was lost, and it could not be asked again.
    Fault,
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

/// A refresh token is presented to one of the processes. `forged`: its MAC is wrong.
#[derive(Debug, Clone)]
pub(crate) struct Refresh {
    pub(crate) process: usize,
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

/// A rotation that a process has made and never heard of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unanswered {
    pub(crate) process: usize,
    pub(crate) generation: i64,
    pub(crate) rotated_at: Timestamp,
    /// When its caller was answered after all.
    pub(crate) answered_at: Option<Timestamp>,
}

/// One session. `row` is `None` when it is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) row: Option<Row>,
    /// What the processes remember of lost answers, until they end.
    pub(crate) unanswered: Vec<Unanswered>,
    /// Is the server key that the session began under still accepted?
    pub(crate) key_accepted: bool,
}

impl Model {
    pub(crate) fn new(now: Timestamp, user_agent: Option<String>) -> Self {
        let absolute_expires_at = now + MAX_AGE;
        let row = Row {
            generation: 0,
            rotated_at: now,
            expires_at: (now + REFRESH_VALIDITY).min(absolute_expires_at),
            absolute_expires_at,
            user_agent,
            marker: 0,
        };
        Self { row: Some(row), unanswered: Vec::new(), key_accepted: true }
    }

    pub(crate) fn is_live(&self, now: Timestamp) -> bool {
        let ended = |row: &Row| now >= row.expires_at || now >= row.absolute_expires_at;
        self.key_accepted && self.row.as_ref().is_some_and(|row| !ended(row))
    }

    pub(crate) fn take(&mut self, event: &Event, now: Timestamp) -> Said {
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

    /// Of two events at once, each at its process's time, one comes first. That is all that may be
    /// seen of it, but for the case that comes last.
    pub(crate) fn race(&self, events: [&Event; 2], now: [Timestamp; 2]) -> Vec<Outcome> {
        let [one, other] = events;
        let (mut after_one, mut after_other) = (self.clone(), self.clone());
        let one_first = [after_one.take(one, now[0]), after_one.take(other, now[1])];
        let said_to_other = after_other.take(other, now[1]);
        let other_first = [after_other.take(one, now[0]), said_to_other];
        let mut outcomes = vec![
            Outcome { said: one_first, after: after_one },
            Outcome { said: other_first, after: after_other },
        ];
        outcomes.extend(self.two_thefts(events, now));
        outcomes
    }

    /// Two old tokens are read beside the same row: both are theft, though one ends it.
    fn two_thefts(&self, events: [&Event; 2], now: [Timestamp; 2]) -> Option<Outcome> {
        let theft = Said::Answer(Answer::Theft);
        let is_theft = |(event, now)| self.clone().take(event, now) == theft;
        let after = Self { row: None, ..self.clone() };
        let mut both = events.into_iter().zip(now);
        both.all(is_theft).then(|| Outcome { said: [theft.clone(), theft], after })
    }

    /// Would this refresh rotate?
    pub(crate) fn rotates(&self, presented: &Refresh, now: Timestamp) -> bool {
        let row = self.row.as_ref().filter(|_| self.is_live(now) && !presented.forged);
        row.is_some_and(|row| row.generation == presented.generation)
    }

    /// The rotation of this refresh is stored, and its process never hears of it.
    pub(crate) fn lose_answer(&mut self, presented: &Refresh, now: Timestamp) {
        self.refresh(presented, now);
        let Some(row) = &self.row else { return };
        self.unanswered.push(Unanswered {
            process: presented.process,
            generation: row.generation,
            rotated_at: row.rotated_at,
            answered_at: None,
        });
    }

    /// Was the row made by a rotation that this process has not answered yet, or only just?
    fn was_never_answered(&mut self, process: usize, now: Timestamp) -> bool {
        let Some(row) = &self.row else { return false };
        let known = self.unanswered.iter_mut().find(|one| {
            (one.process, one.generation, one.rotated_at)
                == (process, row.generation, row.rotated_at)
        });
        known.is_some_and(|one| now.since(*one.answered_at.get_or_insert(now)) <= GRACE)
    }

    pub(crate) fn refresh(&mut self, presented: &Refresh, now: Timestamp) -> Answer {
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
        let is_recent = now.since(row.rotated_at) <= GRACE + TOLERANCE;
        let same_agent = row.user_agent.as_deref() == presented.user_agent;
        let (is_parent, tokens) = (n == row.generation - 1, row.tokens());
        if is_parent && (is_recent || self.was_never_answered(presented.process, now)) && same_agent
        {
            return tokens;
        }
        self.row = None;
        Answer::Theft
    }

    fn merge(&mut self, marker: i64, now: Timestamp) -> bool {
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
