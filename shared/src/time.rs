//! Moments in time.

use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment: ms since 1970, UTC. On the wire it is that number.
///
/// Arithmetic stops at the ends of what a moment can be, and a difference is never negative.
///
/// ```
/// use std::time::Duration;
/// use shared::Timestamp;
///
/// let signed_in = Timestamp::from_secs(1_700_000_000);
/// let now = signed_in + Duration::from_secs(60);
/// assert_eq!(now.since(signed_in), Duration::from_secs(60));
/// assert_eq!(signed_in.since(now), Duration::ZERO);
/// ```
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The beginning of 1970.
    pub const EPOCH: Self = Self(0);
    /// Later than every other moment.
    pub const MAX: Self = Self(i64::MAX);

    /// The moment so many milliseconds after 1970 began.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The moment so many seconds after 1970 began, as tokens count (RFC 7519, `NumericDate`).
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The beginning of this moment's second.
    #[must_use]
    pub const fn floor_to_secs(self) -> Self {
        Self::from_secs(self.as_secs())
    }

    /// The beginning of the `unit`, such as an hour or a day (UTC), that this moment is in.
    #[must_use]
    pub fn floor_to(self, unit: Duration) -> Self {
        Self(self.0.saturating_sub(self.0.rem_euclid(millis(unit).max(1))))
    }

    /// How far apart the two moments are, whichever is later.
    #[must_use]
    pub fn abs_diff(self, other: Self) -> Duration {
        Duration::from_millis(self.0.abs_diff(other.0))
    }

    /// How long ago `earlier` was at this moment; zero if it is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0).try_into().unwrap_or_default())
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, time: Duration) -> Self {
        Self(self.0.saturating_add(millis(time)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, time: Duration) -> Self {
        Self(self.0.saturating_sub(millis(time)))
    }
}

/// A column of the database: ms since 1970.
impl From<i64> for Timestamp {
    fn from(millis: i64) -> Self {
        Self(millis)
    }
}

fn millis(time: Duration) -> i64 {
    time.as_millis().try_into().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_units_are_rounded_down_before_1970_too() {
        assert_eq!(Timestamp::from_millis(1_999).as_secs(), 1);
        assert_eq!(Timestamp::from_millis(-1).as_secs(), -1);
        assert_eq!(Timestamp::from_millis(1_999).floor_to_secs(), Timestamp::from_secs(1));
        let day = Duration::from_secs(86_400);
        assert_eq!(Timestamp::from_secs(86_401).floor_to(day), Timestamp::from_secs(86_400));
        assert_eq!(Timestamp::from_secs(-1).floor_to(day), Timestamp::from_secs(-86_400));
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        assert_eq!(Timestamp::MAX + Duration::MAX, Timestamp::MAX);
        assert_eq!(Timestamp::from_secs(i64::MAX), Timestamp::MAX);
        assert_eq!(Timestamp::EPOCH.since(Timestamp::MAX), Duration::ZERO);
    }
}
