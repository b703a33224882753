//! Claims that are fetched and kept in the access token, and what a route may ask of them
//! (wire protocol 8).
//!
//! A claim is stored as `"<key>": {"v": value, "t": milliseconds since 1970}`, with the moment it
//! was fetched. A validator looks at it, and may ask for it to be fetched again when it is missing
//! or old.
//!
//! ```
//! use session::{Claim, VerifyOptions};
//! use futures_util::FutureExt;
//! use serde_json::json;
//! use std::time::Duration;
//!
//! // Like SuperTokens' e-mail verification claim: a fact that changes once.
//! let verified = Claim::new("st-ev", |owner| async move {
//!     let _user = owner.user_id; // ask your database here
//!     Ok(Some(json!(true)))
//! }.boxed());
//! // Like its roles: a list, no older than five minutes.
//! let roles = Claim::new("st-role", |_| async { Ok(Some(json!(["admin"]))) }.boxed());
//!
//! // Beside the route that needs them.
//! let options = VerifyOptions::new().claim_validators([
//!     // A user who has just clicked the link in the mail need not wait for a refresh.
//!     verified.has_value(json!(true)).refetch_if_wrong_after(Duration::from_secs(10)),
//!     roles.includes(json!("admin")).max_age(Duration::from_mins(5)),
//! ]);
//! # let _ = options;
//! ```

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};
use shared::{TenantId, Timestamp, UserId};

use crate::claims::validator::{ClaimValidator, Test};

/// Whose claim is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimOwner {
    /// The user.
    pub user_id: UserId,
    /// Their tenant.
    pub tenant_id: TenantId,
}

type Fetch = dyn Fn(ClaimOwner) -> BoxFuture<'static, anyhow::Result<Option<Value>>> + Send + Sync;

/// A named value in the access token, and how it is fetched.
#[derive(Clone)]
pub struct Claim {
    key: Arc<str>,
    fetch: Arc<Fetch>,
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Claim {
    /// A claim under `key`. `fetch` gives its value; `None` removes it.
    pub fn new<F>(key: &str, fetch: F) -> Self
    where
        F: Fn(ClaimOwner) -> BoxFuture<'static, anyhow::Result<Option<Value>>>
            + Send
            + Sync
            + 'static,
    {
        Self { key: key.into(), fetch: Arc::new(fetch) }
    }

    /// Its name in the payload.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Its value in a payload.
    #[must_use]
    pub fn value_in<'p>(&self, payload: &'p Map<String, Value>) -> Option<&'p Value> {
        payload.get(&*self.key)?.get("v")
    }

    /// When its value in a payload was fetched.
    #[must_use]
    pub fn fetched_at(&self, payload: &Map<String, Value>) -> Option<Timestamp> {
        payload.get(&*self.key)?.get("t")?.as_i64().map(Timestamp::from_millis)
    }

    /// A merge that sets it; with `None`, one that removes it.
    #[must_use]
    pub fn update(&self, value: Option<Value>, now: Timestamp) -> Map<String, Value> {
        let stored = value.map_or(Value::Null, |value| json!({ "v": value, "t": now }));
        Map::from_iter([(self.key.to_string(), stored)])
    }

    /// Its value now.
    pub(crate) async fn fetch(&self, owner: ClaimOwner) -> anyhow::Result<Option<Value>> {
        (self.fetch)(owner).await
    }

    /// A validator: the value must be `expected`.
    #[must_use]
    pub fn has_value(&self, expected: Value) -> ClaimValidator {
        ClaimValidator::new(self, Test::Is(expected))
    }

    /// A validator: the value must be an array with `member` in it.
    #[must_use]
    pub fn includes(&self, member: Value) -> ClaimValidator {
        ClaimValidator::new(self, Test::Includes(member))
    }

    /// A validator: the value must be an array without `member` in it.
    #[must_use]
    pub fn excludes(&self, member: Value) -> ClaimValidator {
        ClaimValidator::new(self, Test::Excludes(member))
    }
}
