//! What a route asks of claims, and what it may have fetched again first (wire protocol 8).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use shared::{ClaimValidationError, Timestamp};

use crate::claims::claim::{Claim, ClaimOwner};

/// How far the clock of the process that fetched a claim may be ahead. A claim that says it was
/// fetched later than that is stale: by its date it would never be fetched again.
const LEEWAY: Duration = Duration::from_secs(5);
/// The age of a value that says it was fetched in the future: the longest there is.
const FROM_THE_FUTURE: Duration = Duration::from_millis(i64::MAX as u64);

/// What a route asks of the access token's payload.
#[derive(Debug, Clone)]
pub struct ClaimValidator {
    id: Arc<str>,
    rule: Rule,
}

#[derive(Debug, Clone)]
enum Rule {
    OfClaim { claim: Claim, test: Test, max_age: Option<Duration>, retry_age: Option<Duration> },
    Custom(Custom),
}

type Check = dyn Fn(&Map<String, Value>) -> Result<(), Value> + Send + Sync;

#[derive(Clone)]
struct Custom(Arc<Check>);

impl fmt::Debug for Custom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Custom")
    }
}

/// What a value must be.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    Is(Value),
    Includes(Value),
    Excludes(Value),
}

impl ClaimValidator {
    pub(crate) fn new(claim: &Claim, test: Test) -> Self {
        let rule = Rule::OfClaim { claim: claim.clone(), test, max_age: None, retry_age: None };
        Self { id: claim.key().into(), rule }
    }

    /// A validator of your own: it looks at the payload and says what is wrong with it.
    #[must_use]
    pub fn custom<F>(id: &str, check: F) -> Self
    where
        F: Fn(&Map<String, Value>) -> Result<(), Value> + Send + Sync + 'static,
    {
        Self { id: id.into(), rule: Rule::Custom(Custom(Arc::new(check))) }
    }

    /// The value must not be older; an older one is fetched again first.
    #[must_use]
    pub fn max_age(mut self, age: Duration) -> Self {
        if let Rule::OfClaim { max_age, .. } = &mut self.rule {
            *max_age = Some(age);
        }
        self
    }

    /// A value that does not pass, and is older than this, is fetched again before it is refused.
    /// For facts that the user is about to change: an address being verified, a plan being bought.
    #[must_use]
    pub fn refetch_if_wrong_after(mut self, age: Duration) -> Self {
        if let Rule::OfClaim { retry_age, .. } = &mut self.rule {
            *retry_age = Some(age);
        }
        self
    }

    /// The claim to fetch again before this validator looks.
    #[must_use]
    pub fn to_refetch(&self, payload: &Map<String, Value>, now: Timestamp) -> Option<&Claim> {
        let Rule::OfClaim { claim, test, max_age, retry_age } = &self.rule else { return None };
        let Some(fetched_at) = claim.fetched_at(payload) else { return Some(claim) };
        let age = age(fetched_at, now);
        if age == FROM_THE_FUTURE {
            return Some(claim);
        }
        let too_old = max_age.is_some_and(|most| age > most);
        let may_pass_now = retry_age.is_some_and(|least| age > least)
            && test.check(claim.value_in(payload)).is_some();
        (too_old || may_pass_now).then_some(claim)
    }

    /// What is wrong with a payload, if anything.
    #[must_use]
    pub fn check(
        &self,
        payload: &Map<String, Value>,
        now: Timestamp,
    ) -> Option<ClaimValidationError> {
        let reason = match &self.rule {
            Rule::Custom(Custom(check)) => check(payload).err(),
            Rule::OfClaim { claim, test, max_age, .. } => {
                let age = claim.fetched_at(payload).map(|fetched_at| age(fetched_at, now));
                match (age, max_age) {
                    (Some(age), Some(most)) if age > *most => Some(json!({
                        "message": "expired",
                        "ageInSeconds": age.as_secs(),
                        "maxAgeInSeconds": most.as_secs(),
                    })),
                    _ => test.check(claim.value_in(payload)),
                }
            }
        }?;
        Some(ClaimValidationError { id: self.id.to_string(), reason })
    }
}

/// How old a value is.
fn age(fetched_at: Timestamp, now: Timestamp) -> Duration {
    if fetched_at > now + LEEWAY { FROM_THE_FUTURE } else { now.since(fetched_at) }
}

/// The merge that brings what validators want fetched again, each claim once. Empty: nothing.
pub(crate) async fn refetch(
    validators: &[ClaimValidator],
    payload: &Map<String, Value>,
    owner: &ClaimOwner,
    now: Timestamp,
) -> anyhow::Result<Map<String, Value>> {
    let mut update = Map::new();
    for claim in validators.iter().filter_map(|one| one.to_refetch(payload, now)) {
        if !update.contains_key(claim.key()) {
            update.extend(claim.update(claim.fetch(owner.clone()).await?, now));
        }
    }
    // What is not there need not be taken away, and brings no new token.
    update.retain(|name, value| !value.is_null() || payload.contains_key(name));
    Ok(update)
}

/// All that is wrong with a payload.
pub(crate) fn validation_errors(
    validators: &[ClaimValidator],
    payload: &Map<String, Value>,
    now: Timestamp,
) -> Vec<ClaimValidationError> {
    validators.iter().filter_map(|one| one.check(payload, now)).collect()
}

impl Test {
    fn check(&self, actual: Option<&Value>) -> Option<Value> {
        let has = |member: &Value| {
            actual.and_then(Value::as_array).is_some_and(|members| members.contains(member))
        };
        let (passed, expectation, expected) = match self {
            Self::Is(expected) => (actual == Some(expected), "expectedValue", expected),
            Self::Includes(member) => (has(member), "expectedToInclude", member),
            Self::Excludes(member) => {
                (actual.is_some() && !has(member), "expectedToNotInclude", member)
            }
        };
        let message = if actual.is_some() { "wrong value" } else { "value does not exist" };
        (!passed)
            .then(|| json!({ "message": message, expectation: expected, "actualValue": actual }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    const TEN_SECONDS: Duration = Duration::from_secs(10);

    fn claim() -> Claim {
        Claim::new("st-role", |_| async { Ok(None) }.boxed())
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn payload(value: &Value) -> Map<String, Value> {
        claim().update(Some(value.clone()), at(1_000))
    }

    fn reason(validator: &ClaimValidator, value: &Value, now: Timestamp) -> Option<Value> {
        validator.check(&payload(value), now).map(|error| error.reason)
    }

    #[test]
    fn a_missing_value_says_so() {
        let error = claim().has_value(json!(true)).check(&Map::new(), at(0)).expect("refused");
        assert_eq!(error.id, "st-role");
        assert_eq!(
            error.reason,
            json!({"message": "value does not exist", "expectedValue": true, "actualValue": null})
        );
    }

    #[test]
    fn values_are_compared_and_searched() {
        assert_eq!(reason(&claim().has_value(json!(true)), &json!(true), at(0)), None);
        let wrong = reason(&claim().has_value(json!(true)), &json!(false), at(0)).expect("refused");
        assert_eq!(wrong["message"], "wrong value");
        let roles = json!(["admin"]);
        assert_eq!(reason(&claim().includes(json!("admin")), &roles, at(0)), None);
        assert!(reason(&claim().includes(json!("owner")), &roles, at(0)).is_some());
        assert!(reason(&claim().excludes(json!("admin")), &roles, at(0)).is_some());
        assert_eq!(reason(&claim().excludes(json!("owner")), &roles, at(0)), None);
    }

    #[test]
    fn a_wrong_value_is_fetched_again_after_its_pause() {
        let verified = claim().has_value(json!(true)).refetch_if_wrong_after(TEN_SECONDS);
        assert!(verified.to_refetch(&payload(&json!(false)), at(11_000)).is_none());
        assert!(verified.to_refetch(&payload(&json!(false)), at(11_001)).is_some());
        assert!(verified.to_refetch(&payload(&json!(true)), Timestamp::MAX).is_none());
    }

    #[test]
    fn a_date_from_nowhere_is_old() {
        let payload = claim().update(Some(json!(true)), at(i64::MIN));
        let fresh = claim().has_value(json!(true)).max_age(TEN_SECONDS);
        assert!(fresh.to_refetch(&payload, at(1)).is_some());
        assert!(fresh.check(&payload, at(1)).is_some());
    }

    #[test]
    fn a_date_in_the_future_is_stale_but_for_the_difference_of_two_clocks() {
        for validator in [
            claim().has_value(json!(true)),
            claim().has_value(json!(true)).max_age(TEN_SECONDS),
            claim().has_value(json!(true)).refetch_if_wrong_after(TEN_SECONDS),
        ] {
            let dated = |t: i64| claim().update(Some(json!(true)), at(t));
            assert!(validator.to_refetch(&dated(6_000), at(1_000)).is_none(), "five seconds ahead");
            for ahead in [6_001, i64::MAX] {
                assert!(validator.to_refetch(&dated(ahead), at(1_000)).is_some(), "{ahead}");
            }
        }
        let fresh = claim().has_value(json!(true)).max_age(TEN_SECONDS);
        let future = claim().update(Some(json!(true)), Timestamp::MAX);
        let error = fresh.check(&future, at(1_000)).expect("refused");
        assert_eq!(error.reason["message"], "expired");
    }

    #[test]
    fn old_values_are_fetched_again_and_refused_if_they_stay_old() {
        let fresh = claim().has_value(json!(1)).max_age(TEN_SECONDS);
        assert!(fresh.to_refetch(&payload(&json!(1)), at(11_000)).is_none());
        assert!(fresh.to_refetch(&payload(&json!(1)), at(11_001)).is_some());
        assert!(fresh.to_refetch(&Map::new(), at(0)).is_some());
        assert_eq!(
            reason(&fresh, &json!(1), at(31_000)),
            Some(json!({"message": "expired", "ageInSeconds": 30, "maxAgeInSeconds": 10}))
        );
    }
}
