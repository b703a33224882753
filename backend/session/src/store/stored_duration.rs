//! A length of time in a column.

use std::time::Duration;

/// A length of time as a column holds it, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StoredDuration(pub Duration);

impl StoredDuration {
    pub(crate) fn as_millis(self) -> i64 {
        self.0.as_millis().try_into().unwrap_or(i64::MAX)
    }
}

/// What is below zero is no length of time, and reads as zero.
impl From<i64> for StoredDuration {
    fn from(millis: i64) -> Self {
        Self(Duration::from_millis(millis.try_into().unwrap_or_default()))
    }
}
