//! What a page asks of a claim.

use std::rc::Rc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde_json::{Map, Value};
use shared::{ClaimValidationError, ErrorBody, Timestamp};

use crate::platform::HttpResponse;

/// What a claim's value must be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rule {
    Is(Value),
    Includes(Value),
    Excludes(Value),
    IncludesAll(Vec<Value>),
    ExcludesAll(Vec<Value>),
}

type Refresh = dyn Fn() -> LocalBoxFuture<'static, ()>;

/// What a page asks of a claim in the access token's payload. For orientation: what the user may do
/// is decided by the server.
#[derive(Clone)]
pub struct ClaimValidator {
    id: Rc<str>,
    key: &'static str,
    rule: Rule,
    max_age: Option<Duration>,
    refresh: Option<Rc<Refresh>>,
}

impl PartialEq for ClaimValidator {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
            && self.key == other.key
            && self.rule == other.rule
            && self.max_age == other.max_age
    }
}

impl ClaimValidator {
    pub(super) fn of_claim(key: &'static str, rule: Rule, max_age: Option<Duration>) -> Self {
        Self { id: key.into(), key, rule, max_age, refresh: None }
    }

    /// The value must not be older.
    #[must_use]
    pub fn max_age(self, age: Duration) -> Self {
        Self { max_age: Some(age), ..self }
    }

    /// The name in validation errors; the claim's key unless this says something else.
    #[must_use]
    pub fn id(self, id: &str) -> Self {
        Self { id: id.into(), ..self }
    }

    /// How a value that is missing or too old is fetched again: a call of yours that makes the server
    /// put it into the session. [`SessionClient::validate_claims`](crate::SessionClient::validate_claims)
    /// makes it before it looks.
    #[must_use]
    pub fn refresh_with<F>(self, refresh: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = ()> + 'static,
    {
        Self { refresh: Some(Rc::new(move || refresh().boxed_local())), ..self }
    }

    /// Is the value missing or too old at `now`, by the server's clock?
    #[must_use]
    pub fn should_refresh(&self, payload: &Map<String, Value>, now: Timestamp) -> bool {
        self.value(payload).is_none() || self.too_old(payload, now).is_some()
    }

    /// Starts the fetching, if the validator knows how.
    pub(crate) fn refresh(&self) -> Option<LocalBoxFuture<'static, ()>> {
        self.refresh.as_ref().map(|refresh| refresh())
    }

    /// What is wrong with a payload at `now`, by the server's clock.
    #[must_use]
    pub fn validate(
        &self,
        payload: &Map<String, Value>,
        now: Timestamp,
    ) -> Option<ClaimValidationError> {
        let value = self.value(payload);
        let reason = match (value, self.too_old(payload, now)) {
            (Some(_), Some((age, most))) => reason([
                ("message", "expired".into()),
                ("ageInSeconds", age.as_secs().into()),
                ("maxAgeInSeconds", most.as_secs().into()),
            ]),
            _ if value.is_some_and(|value| self.rule.accepts(value)) => return None,
            _ => {
                let message = if value.is_some() { "wrong value" } else { "value does not exist" };
                let (expectation, expected) = self.rule.expectation();
                reason([
                    ("message", message.into()),
                    (expectation, expected),
                    ("actualValue", value.cloned().unwrap_or_default()),
                ])
            }
        };
        Some(ClaimValidationError { id: String::from(&*self.id), reason })
    }

    fn value<'p>(&self, payload: &'p Map<String, Value>) -> Option<&'p Value> {
        payload.get(self.key)?.get("v")
    }

    /// The age and the greatest age, if it is older than that. A value of unknown age is.
    fn too_old(
        &self,
        payload: &Map<String, Value>,
        now: Timestamp,
    ) -> Option<(Duration, Duration)> {
        let most = self.max_age?;
        let fetched = payload.get(self.key).and_then(|claim| claim.get("t")?.as_i64());
        let age = now.since(Timestamp::from_millis(fetched.unwrap_or_default()));
        (age > most).then_some((age, most))
    }
}

impl Rule {
    fn accepts(&self, value: &Value) -> bool {
        let members = value.as_array();
        let has = |member: &Value| members.is_some_and(|members| members.contains(member));
        match self {
            Self::Is(expected) => value == expected,
            Self::Includes(member) => has(member),
            Self::Excludes(member) => members.is_some() && !has(member),
            Self::IncludesAll(all) => members.is_some() && all.iter().all(has),
            Self::ExcludesAll(all) => members.is_some() && !all.iter().any(has),
        }
    }

    /// What was expected, under its name in the reason.
    fn expectation(&self) -> (&'static str, Value) {
        match self {
            Self::Is(expected) => ("expectedValue", expected.clone()),
            Self::Includes(member) => ("expectedToInclude", member.clone()),
            Self::Excludes(member) => ("expectedToNotInclude", member.clone()),
            Self::IncludesAll(all) => ("expectedToInclude", all.clone().into()),
            Self::ExcludesAll(all) => ("expectedToNotInclude", all.clone().into()),
        }
    }
}

fn reason(parts: [(&'static str, Value); 3]) -> Value {
    Value::Object(parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The claims that a session lacks, by the body of a 403. Empty for every other response.
#[must_use]
pub fn get_invalid_claims_from_response(response: &HttpResponse) -> Vec<ClaimValidationError> {
    let body = (response.status == 403).then(|| serde_json::from_str::<ErrorBody>(&response.body));
    body.and_then(Result::ok).map(|body| body.claim_validation_errors).unwrap_or_default()
}
