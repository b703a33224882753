//! Which rows of the table the application wrote, and which it did not.

use crate::keys::error::SigningKeyError;
use crate::keys::mac::holds_in_state;
use crate::keys::server_keys::ServerKeys;
use crate::store::signing_keys::{KeyState, Listed, SigningKeyRow};

/// The table, sorted. The order inside stays as it was.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    /// Their MAC holds under a server key of this process.
    pub(crate) genuine: Vec<SigningKeyRow>,
    /// Written or changed by a client of the database that lacks the server key.
    pub(crate) refused: Vec<SigningKeyRow>,
    /// How many more rows there are that cannot be read.
    pub(crate) unreadable: usize,
}

impl Sorted {
    /// Is every row genuine?
    pub(crate) fn is_clean(&self) -> bool {
        self.refused.is_empty() && self.unreadable == 0
    }
}

/// Sorts what stands in the table.
///
/// An active key under a server key that this process lacks may be genuine: other processes may
/// have moved on to another server key. Those seal all keys anew in one transaction, so next to a
/// row that this process has once made the active one, such a row is a forgery.
///
/// # Errors
/// [`SigningKeyError::SealedElsewhere`] for such an active key in a table without a row of this
/// process's server keys.
pub(crate) fn sort(listed: Listed, server_keys: &ServerKeys) -> Result<Sorted, SigningKeyError> {
    let was_active = |row: &SigningKeyRow| {
        let states = [KeyState::Active, KeyState::Retiring];
        states.into_iter().any(|state| has_mac_for(row, state, server_keys))
    };
    let Listed { rows, unreadable } = listed;
    let is_ours = rows.iter().any(was_active);
    let mut sorted = Sorted { unreadable, ..Sorted::default() };
    for row in rows {
        if has_mac_for(&row, row.state, server_keys) {
            sorted.genuine.push(row);
            continue;
        }
        let is_elsewhere = server_keys.find_text(&row.key_id).is_none();
        if is_elsewhere && row.state == KeyState::Active && !is_ours {
            let state = row.state.as_str();
            return Err(SigningKeyError::SealedElsewhere { kid: row.kid, state });
        }
        sorted.refused.push(row);
    }
    Ok(sorted)
}

fn has_mac_for(row: &SigningKeyRow, state: KeyState, server_keys: &ServerKeys) -> bool {
    server_keys.find_text(&row.key_id).is_some_and(|key| holds_in_state(key, row, state))
}
