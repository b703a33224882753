//! The plan of the rotation, case by case.

use super::*;
use jsonwebtoken::Algorithm;

const MINUTE: Duration = Duration::from_mins(1);
const START: Timestamp = Timestamp::EPOCH;
const FIVE_SECONDS: Duration = Duration::from_secs(5);
const MOMENT: Duration = Duration::from_millis(1);

fn policy() -> KeyPolicy {
    let (interval, token_validity) = (MINUTE * 60, MINUTE * 10);
    KeyPolicy { algorithm: Algorithm::ES256, interval, token_validity }
}

fn row(kid: &str, algorithm: &str, state: KeyState, at: Timestamp) -> SigningKeyRow {
    SigningKeyRow {
        kid: kid.to_owned(),
        algorithm: algorithm.to_owned(),
        state,
        public_jwk: String::new(),
        sealed_private: Vec::new(),
        key_id: String::new(),
        mac: Vec::new(),
        token_validity: StoredDuration(MINUTE * 10),
        created_at: at,
        changed_at: at,
    }
}

fn active_and_retiring() -> [SigningKeyRow; 2] {
    [("a", KeyState::Active), ("r", KeyState::Retiring)]
        .map(|(kid, state)| row(kid, "ES256", state, START))
}

#[test]
fn a_key_is_published_before_it_is_used() {
    let active = row("a", "ES256", KeyState::Active, START);
    let plan = |rows: &[SigningKeyRow], now| policy().plan(rows, now);
    assert_eq!(plan(&[], START), [KeyAction::Begin]);
    assert_eq!(plan(std::slice::from_ref(&active), START + MINUTE * 58), []);
    assert_eq!(plan(std::slice::from_ref(&active), START + MINUTE * 59), [KeyAction::Publish]);
    let both = [active, row("n", "ES256", KeyState::Next, START + MINUTE * 59 + MOMENT)];
    assert_eq!(plan(&both, START + MINUTE * 60), [], "published less than a minute ago");
    let promote = KeyAction::Promote { next: "n".to_owned(), active: "a".to_owned() };
    assert_eq!(plan(&both, START + MINUTE * 60 + MOMENT), [promote]);
}

#[test]
fn a_retired_key_is_kept_until_its_last_token_has_expired() {
    let rows = active_and_retiring();
    assert_eq!(policy().plan(&rows, START + MINUTE * 11 + FIVE_SECONDS), []);
    let forget = KeyAction::Forget { kid: "r".to_owned() };
    assert_eq!(policy().plan(&rows, START + MINUTE * 11 + FIVE_SECONDS + MOMENT), [forget]);
}

#[test]
fn a_key_whose_tokens_lived_longer_is_kept_for_them() {
    let shorter = KeyPolicy { token_validity: MINUTE, ..policy() };
    let rows = active_and_retiring();
    assert_eq!(shorter.plan(&rows, START + MINUTE * 11 + FIVE_SECONDS), []);
    assert_eq!(shorter.plan(&rows, START + MINUTE * 11 + FIVE_SECONDS + MOMENT).len(), 1);
}

#[test]
fn a_longer_life_of_tokens_is_noted_with_the_keys_that_may_sign_them() {
    let longer = KeyPolicy { token_validity: MINUTE * 20, ..policy() };
    let rows = [
        row("a", "ES256", KeyState::Active, START),
        row("n", "ES256", KeyState::Next, START),
        row("r", "ES256", KeyState::Retiring, START),
    ];
    let raise = |kid: &str| KeyAction::Raise { kid: kid.to_owned() };
    assert_eq!(longer.plan(&rows, START), [raise("a"), raise("n")]);
}

#[test]
fn every_process_reads_the_table_before_a_new_key_signs_and_within_half_a_minute() {
    const SECOND: Duration = Duration::from_secs(1);
    let (day, odd) = (MINUTE * 60 * 24, Duration::from_millis(7_200));
    for interval in [SECOND, odd, SECOND * 100, day * 7, day * 180, SECOND * u32::MAX] {
        let policy = KeyPolicy { interval, ..policy() };
        assert!(policy.maintenance_interval() <= SECOND * 30, "{interval:?}");
        assert!(policy.maintenance_interval() < policy.lead(), "{interval:?}");
    }
}

#[test]
fn another_algorithm_takes_over_as_soon_as_it_is_known() {
    let active = row("a", "RS256", KeyState::Active, START);
    assert_eq!(policy().plan(std::slice::from_ref(&active), START + MOMENT), [KeyAction::Publish]);
    let stale = [active.clone(), row("n", "EdDSA", KeyState::Next, START + MOMENT)];
    assert_eq!(
        policy().plan(&stale, START + MOMENT),
        [KeyAction::Withdraw { kid: "n".to_owned() }]
    );
    let both = [active, row("n", "ES256", KeyState::Next, START + MOMENT)];
    assert_eq!(policy().plan(&both, START + MINUTE), []);
    assert_eq!(policy().plan(&both, START + MINUTE + MOMENT).len(), 1);
}
