//! Rotations whose commit was sent and whose answer did not come.
//!
//! Such a rotation may be stored. Its caller was told of a fault, keeps the old refresh token, and
//! comes back with it whenever the database is there again, perhaps long after the grace window.
//! That is no theft: no client was given the new token.

use std::time::Duration;

use quick_cache::sync::Cache;
use shared::{SessionHandle, Timestamp};

use crate::store::sessions::SessionRow;

/// How many are remembered. Beyond that the oldest are forgotten, and the rule of the grace window
/// is all that is left to them.
const CAPACITY: usize = 65_536;

/// A rotation as its row shows it if it was stored: no other one has the same three.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Rotation {
    session_handle: SessionHandle,
    /// The generation that it leads to.
    generation: i64,
    rotated_at: Timestamp,
}

impl From<&SessionRow> for Rotation {
    fn from(row: &SessionRow) -> Self {
        Self {
            session_handle: row.session_handle.clone(),
            generation: row.generation,
            rotated_at: row.rotated_at,
        }
    }
}

/// What this process remembers of them. It ends with the process.
pub(crate) struct UnknownOutcomes(
    /// When the rotation was first answered after all.
    Cache<Rotation, Option<Timestamp>>,
);

impl Default for UnknownOutcomes {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl UnknownOutcomes {
    /// Remembers a rotation by the row that it makes.
    pub(crate) fn remember(&self, row: &SessionRow) {
        self.0.insert(row.into(), None);
    }

    /// Was this row made by a rotation that no client was told of? From the first answer on, that
    /// may be lost and asked for again for as long as the grace window lasts.
    pub(crate) fn made(&self, row: &SessionRow, now: Timestamp, grace: Duration) -> bool {
        let rotation = Rotation::from(row);
        match self.0.get(&rotation) {
            None => false,
            Some(None) => {
                self.0.insert(rotation, Some(now));
                true
            }
            Some(Some(answered_at)) => now.since(answered_at) <= grace,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRACE: Duration = Duration::from_secs(30);

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn row(generation: i64, rotated_at: Timestamp) -> SessionRow {
        SessionRow {
            session_handle: "h1".parse().expect("a handle"),
            user_id: "u1".parse().expect("a user"),
            tenant_id: "public".parse().expect("a tenant"),
            key_id: String::new(),
            seed: Vec::new(),
            generation,
            rotated_at,
            created_at: Timestamp::EPOCH,
            confirmed_at: Timestamp::EPOCH,
            last_active_at: Timestamp::EPOCH,
            expires_at: Timestamp::EPOCH,
            absolute_expires_at: Timestamp::EPOCH,
            session_data: String::new(),
            access_token_payload: String::new(),
            user_agent: None,
            address: None,
        }
    }

    #[test]
    fn only_the_rotation_itself_is_known_again() {
        let unknown = UnknownOutcomes::default();
        unknown.remember(&row(1, at(5)));
        assert!(
            !unknown.made(&row(1, at(6)), Timestamp::EPOCH, GRACE),
            "another process's, of the same generation"
        );
        assert!(!unknown.made(&row(2, at(5)), Timestamp::EPOCH, GRACE), "a later one");
        assert!(unknown.made(&row(1, at(5)), Timestamp::from_secs(9_000), GRACE));
    }

    #[test]
    fn once_it_was_answered_it_has_a_grace_window_like_any_other() {
        let unknown = UnknownOutcomes::default();
        let answered_at = Timestamp::from_secs(1_000);
        let moment = Duration::from_millis(1);
        unknown.remember(&row(1, at(5)));
        assert!(unknown.made(&row(1, at(5)), answered_at, GRACE));
        assert!(unknown.made(&row(1, at(5)), answered_at + GRACE, GRACE));
        assert!(!unknown.made(&row(1, at(5)), answered_at + GRACE + moment, GRACE));
    }
}
