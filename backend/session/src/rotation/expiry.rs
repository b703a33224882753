//! When a session ends.

use std::time::Duration;

use shared::Timestamp;

use crate::store::sessions::SessionRow;

/// When a session ends that is refreshed or re-keyed at `now`: never earlier than before, and never
/// after its absolute end.
pub(crate) fn next_expiry(
    row: &SessionRow,
    refresh_token_validity: Duration,
    now: Timestamp,
) -> Timestamp {
    (now + refresh_token_validity).min(row.absolute_expires_at).max(row.expires_at)
}
