//! The MAC over a row of the signing key table. A client of the database that does not have the
//! server key can neither add a key that verifies tokens nor change one.

use aws_lc_rs::hmac;

use crate::keys::server_key::ServerKey;
use crate::store::signing_keys::{KeyState, SigningKeyRow};

/// The MAC of a row as it is, under `server_key`, which must be the one that `key_id` names.
#[must_use]
pub fn signing_key_mac(server_key: &ServerKey, row: &SigningKeyRow) -> Vec<u8> {
    mac_in_state(server_key, row, row.state)
}

/// The MAC that the row will have in another state.
pub(crate) fn mac_in_state(
    server_key: &ServerKey,
    row: &SigningKeyRow,
    state: KeyState,
) -> Vec<u8> {
    hmac::sign(server_key.signing_key_rows(), &text(row, state)).as_ref().to_vec()
}

/// Does the row carry the MAC that it should have in this state? In constant time.
pub(crate) fn holds_in_state(server_key: &ServerKey, row: &SigningKeyRow, state: KeyState) -> bool {
    hmac::verify(server_key.signing_key_rows(), &text(row, state), &row.mac).is_ok()
}

/// Each part behind its length, so that no two rows give the same text. The sealed private part is
/// in it so that a key that cannot be opened is found before it is needed.
fn text(row: &SigningKeyRow, state: KeyState) -> Vec<u8> {
    let parts = [
        row.kid.as_bytes(),
        row.algorithm.as_bytes(),
        state.as_str().as_bytes(),
        row.public_jwk.as_bytes(),
        &row.sealed_private,
    ];
    let mut text = Vec::new();
    for part in parts {
        text.extend_from_slice(&(part.len() as u64).to_be_bytes());
        text.extend_from_slice(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use shared::Timestamp;

    use super::*;
    use crate::store::StoredDuration;

    fn row() -> SigningKeyRow {
        SigningKeyRow {
            kid: "d-1".to_owned(),
            algorithm: "ES256".to_owned(),
            state: KeyState::Active,
            public_jwk: "{}".to_owned(),
            sealed_private: vec![1, 2],
            key_id: "k".to_owned(),
            mac: Vec::new(),
            token_validity: StoredDuration::from(1),
            created_at: Timestamp::from_millis(2),
            changed_at: Timestamp::from_millis(3),
        }
    }

    #[test]
    fn every_part_counts_and_none_can_lend_to_its_neighbour() {
        let key = ServerKey::new(&[7; 32]).expect("a key");
        let mut good = row();
        good.mac = signing_key_mac(&key, &good);
        assert!(holds_in_state(&key, &good, KeyState::Active));
        assert!(!holds_in_state(&key, &good, KeyState::Next));
        let other = ServerKey::new(&[8; 32]).expect("a key");
        assert!(!holds_in_state(&other, &good, KeyState::Active));
        let changed = |change: fn(&mut SigningKeyRow)| {
            let mut row = good.clone();
            change(&mut row);
            holds_in_state(&key, &row, KeyState::Active)
        };
        assert!(!changed(|row| row.kid.push('0')));
        assert!(!changed(|row| row.algorithm = "EdDSA".to_owned()));
        assert!(!changed(|row| row.public_jwk = "[]".to_owned()));
        assert!(!changed(|row| row.sealed_private.push(0)));
        assert!(!changed(|row| row.mac.clear()));
        // A letter that moves from one part into the next.
        assert!(!changed(|row| {
            row.kid = "d-".to_owned();
            row.algorithm = "1ES256".to_owned();
        }));
    }
}
