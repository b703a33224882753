//! Changing the access token's payload: shallow merges, null deletes (wire protocol 8).
//!
//! Read, merged here, written on condition that the payload is still the one that was read: both
//! engines merge alike, and no concurrent merge is lost.

use std::sync::Arc;

use anyhow::anyhow;
use serde_json::{Map, Value};
use shared::{ISSUER, PROTECTED, Timestamp};

use crate::clock::Clock;
use crate::error::SessionError;
use crate::rotation::live_rows::{LiveRows, RowOf};
use crate::store::Db;
use crate::store::sessions::{self as store, SessionRow};
use crate::tokens::issuer::Issuer;

/// How often a merge is tried. Each round of a race has a winner, and a page may send several calls
/// at once that each fetch the same claim.
pub(crate) const MERGE_TRIES: usize = 20;

/// Changes the payloads that are stored.
pub(crate) struct Payloads {
    pub(crate) db: Db,
    pub(crate) rows: Arc<LiveRows>,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Payloads {
    /// Merges into the stored payload and returns the result. `None`: there is no such session.
    pub(crate) async fn merge(
        &self,
        of: RowOf<'_>,
        update: &Map<String, Value>,
    ) -> Result<Option<Map<String, Value>>, SessionError> {
        let iss = &self.issuer.iss;
        self.change(of, |payload| merge_claims(payload, update, iss)).await
    }

    /// Changes the stored payload and returns the result. `None`: there is no such session.
    pub(crate) async fn change(
        &self,
        of: RowOf<'_>,
        change: impl Fn(&mut Map<String, Value>),
    ) -> Result<Option<Map<String, Value>>, SessionError> {
        let now = self.clock.now();
        // The call that loses the race changes the winner's result.
        for _ in 0..MERGE_TRIES {
            let Some(row) = self.rows.find_row_of(of, now).await? else { return Ok(None) };
            let mut payload = self.issuer.stored_claims(&row)?;
            change(&mut payload);
            if self.replace(row, &payload, now).await? {
                return Ok(Some(payload));
            }
        }
        Err(anyhow!("the payload was changed by another call each time").into())
    }

    /// False: the payload is not the one that was read any more.
    pub(crate) async fn replace(
        &self,
        row: SessionRow,
        payload: &Map<String, Value>,
        now: Timestamp,
    ) -> Result<bool, SessionError> {
        let new = Value::Object(payload.clone()).to_string();
        if new == row.access_token_payload {
            return Ok(true);
        }
        let changed = SessionRow { access_token_payload: new.clone(), ..row.clone() };
        self.issuer.check_size(&changed)?;
        let write =
            self.db.write(async move |tx| store::replace_payload(tx, &row, &new, now).await);
        Ok(write.await?)
    }
}

/// The rules of a merge: shallow; null deletes; protected names are ignored; `iss` may be removed
/// but not given another value.
fn merge_claims(payload: &mut Map<String, Value>, update: &Map<String, Value>, issuer: &str) {
    for (name, value) in update {
        let is_protected = PROTECTED.contains(&name.as_str());
        let changes_issuer = name == ISSUER && !value.is_null() && value != issuer;
        if is_protected || changes_issuer {
            continue;
        }
        if value.is_null() {
            payload.remove(name);
        } else {
            payload.insert(name.clone(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(update: &Value) -> Value {
        let payload = serde_json::json!({"iss": "me", "a": {"x": 1, "y": 2}, "b": 1});
        let (Value::Object(mut payload), Value::Object(update)) = (payload, update.clone()) else {
            panic!("objects");
        };
        merge_claims(&mut payload, &update, "me");
        Value::Object(payload)
    }

    #[test]
    fn merges_are_shallow_and_null_deletes() {
        let update = serde_json::json!({"a": {"x": 3}, "b": null, "c": [1], "d": null});
        assert_eq!(merged(&update), serde_json::json!({"iss": "me", "a": {"x": 3}, "c": [1]}));
    }

    #[test]
    fn protected_names_are_ignored_and_the_issuer_can_only_go() {
        for name in PROTECTED {
            let unchanged = merged(&serde_json::json!({ name: "x" }));
            assert_eq!(unchanged, merged(&serde_json::json!({})), "{name}");
            assert_eq!(unchanged, merged(&serde_json::json!({ name: null })), "{name}");
        }
        assert_eq!(merged(&serde_json::json!({"iss": "you"}))["iss"], "me");
        assert_eq!(merged(&serde_json::json!({"iss": null})).get("iss"), None);
    }
}
