//! A claim: its name in the payload, and the type of its value.

use std::marker::PhantomData;
use std::time::Duration;

use serde_json::{Map, Value};
use shared::Timestamp;

use super::claim_type::ClaimType;
use super::validator::{ClaimValidator, Rule};

/// A claim with a value of type `T`, stored as `"<key>": {"v": value, "t": milliseconds}` in the
/// access token's payload. The server fetches it and signs it; the page only reads it.
///
/// ```
/// use session_client::claims::{BooleanClaim, PrimitiveArrayClaim};
/// use std::time::Duration;
///
/// const VERIFIED: BooleanClaim = BooleanClaim::new("st-ev");
/// const ROLES: PrimitiveArrayClaim<String> = PrimitiveArrayClaim::new("st-role");
///
/// let asked = [VERIFIED.is_true(), ROLES.includes("admin").max_age(Duration::from_secs(300))];
/// # let _ = asked;
/// ```
#[derive(Debug)]
pub struct Claim<T> {
    key: &'static str,
    default_max_age: Option<Duration>,
    value: PhantomData<fn() -> T>,
}

/// A claim with one value.
pub type PrimitiveClaim<T> = Claim<T>;
/// A claim with a list of values.
pub type PrimitiveArrayClaim<T> = Claim<Vec<T>>;
/// A claim that is true or false.
pub type BooleanClaim = Claim<bool>;

impl<T> Clone for Claim<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Claim<T> {}

impl<T> PartialEq for Claim<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.default_max_age == other.default_max_age
    }
}

impl<T> Claim<T> {
    /// The claim under `key`.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self { key, default_max_age: None, value: PhantomData }
    }

    /// The greatest age that its validators accept unless they say something else.
    #[must_use]
    pub const fn default_max_age(self, age: Duration) -> Self {
        Self { default_max_age: Some(age), ..self }
    }

    /// Its name in the payload.
    #[doc(alias = "id")]
    #[must_use]
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// When its value was fetched.
    #[must_use]
    pub fn get_last_fetched_time(&self, payload: &Map<String, Value>) -> Option<Timestamp> {
        payload.get(self.key)?.get("t")?.as_i64().map(Timestamp::from_millis)
    }

    fn validator(&self, rule: Rule) -> ClaimValidator {
        ClaimValidator::of_claim(self.key, rule, self.default_max_age)
    }
}

impl<T: ClaimType> Claim<T> {
    /// Its value in a payload; `None` if it is not there or of another type.
    #[must_use]
    pub fn get_value_from_payload(&self, payload: &Map<String, Value>) -> Option<T> {
        T::from_json(payload.get(self.key)?.get("v")?)
    }

    /// A validator: the value must be `expected`.
    #[must_use]
    pub fn has_value(&self, expected: impl Into<T>) -> ClaimValidator {
        self.validator(Rule::Is(expected.into().into()))
    }
}

impl<T: ClaimType> Claim<Vec<T>> {
    /// A validator: `member` must be in the list.
    #[must_use]
    pub fn includes(&self, member: impl Into<T>) -> ClaimValidator {
        self.validator(Rule::Includes(member.into().into()))
    }

    /// A validator: `member` must not be in the list.
    #[must_use]
    pub fn excludes(&self, member: impl Into<T>) -> ClaimValidator {
        self.validator(Rule::Excludes(member.into().into()))
    }

    /// A validator: all of `members` must be in the list.
    #[must_use]
    pub fn includes_all<M: Into<T>>(&self, members: impl IntoIterator<Item = M>) -> ClaimValidator {
        self.validator(Rule::IncludesAll(values::<T, M>(members)))
    }

    /// A validator: none of `members` may be in the list.
    #[must_use]
    pub fn excludes_all<M: Into<T>>(&self, members: impl IntoIterator<Item = M>) -> ClaimValidator {
        self.validator(Rule::ExcludesAll(values::<T, M>(members)))
    }
}

impl Claim<bool> {
    /// A validator: it must be true.
    #[must_use]
    pub fn is_true(&self) -> ClaimValidator {
        self.has_value(true)
    }

    /// A validator: it must be false.
    #[must_use]
    pub fn is_false(&self) -> ClaimValidator {
        self.has_value(false)
    }
}

fn values<T: ClaimType, M: Into<T>>(members: impl IntoIterator<Item = M>) -> Vec<Value> {
    members.into_iter().map(|member| member.into().into()).collect()
}
