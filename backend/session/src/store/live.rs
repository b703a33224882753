//! What makes a row a live session.

use shared::Timestamp;

/// A session lives while it has not expired and its tokens are derived with a server key that is
/// still accepted. Every other row counts as gone, wherever one looks.
#[derive(Debug, Clone)]
pub struct LiveFilter {
    now: Timestamp,
    /// One text, because a list is bound differently in each engine. Key ids are hex of one length:
    /// one is a part of the text exactly if it is listed.
    key_ids: String,
}

impl LiveFilter {
    /// At `now`, under these server keys.
    #[must_use]
    pub fn new(now: Timestamp, key_ids: &[String]) -> Self {
        Self { now, key_ids: key_ids.join(" ") }
    }

    /// For `expires_at > $n`.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// For `$n LIKE '%' || key_id || '%'`.
    pub(crate) fn key_ids(&self) -> &str {
        &self.key_ids
    }

    /// Is a row with these columns live?
    #[must_use]
    pub fn has(&self, key_id: &str, expires_at: Timestamp) -> bool {
        expires_at > self.now && self.key_ids.contains(key_id)
    }
}
