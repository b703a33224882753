//! Changing the access token's payload: shallow merges, null deletes (wire protocol 8).
//!
//! Read, merged here, written on condition that the payload is still the one that was read: both
//! engines merge alike, and no concurrent merge is lost.

use anyhow::anyhow;
use serde_json::{Map, Value};
use shared::{AccessTokenPayload, ISSUER, PROTECTED, SessionHandle, Timestamp};

use crate::rotation::lineage::RowOf;
use crate::store::sessions::{self as store, SessionRow};
use crate::{AccessToken, SessionError, Sessions};

/// How often a merge is tried. Each round of a race has a winner, and a page may send several calls
/// at once that each fetch the same claim.
pub(crate) const MERGE_TRIES: usize = 20;

impl Sessions {
    /// Merges `update` into the payload of a live session and stores it. The browser sees it at
    /// its next refresh. False: there is no such session.
    ///
    /// # Errors
    /// [`SessionError::PayloadTooLarge`]; the database's faults.
    pub async fn merge_into_access_token_payload(
        &self,
        handle: &SessionHandle,
        update: &Map<String, Value>,
    ) -> Result<bool, SessionError> {
        Ok(self.merge_stored(RowOf::Handle(handle), update).await?.is_some())
    }

    /// Merges into the stored payload and returns the result. `None`: there is no such session.
    pub(crate) async fn merge_stored(
        &self,
        of: RowOf<'_>,
        update: &Map<String, Value>,
    ) -> Result<Option<Map<String, Value>>, SessionError> {
        let issuer = &self.0.config.issuer;
        self.change_stored(of, |payload| merge(payload, update, issuer)).await
    }

    /// Changes the stored payload and returns the result. `None`: there is no such session.
    pub(crate) async fn change_stored(
        &self,
        of: RowOf<'_>,
        change: impl Fn(&mut Map<String, Value>),
    ) -> Result<Option<Map<String, Value>>, SessionError> {
        let now = self.now();
        // The call that loses the race changes the winner's result.
        for _ in 0..MERGE_TRIES {
            let Some(row) = self.find_row(of, now).await? else { return Ok(None) };
            let mut payload = self.stored_claims(&row)?;
            change(&mut payload);
            if self.replace_payload(row, &payload, now).await? {
                return Ok(Some(payload));
            }
        }
        Err(anyhow!("the payload was changed by another call each time").into())
    }

    /// False: the payload is not the one that was read any more.
    pub(crate) async fn replace_payload(
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
        self.check_size(&changed)?;
        let replaced = self
            .0
            .db
            .write(async move |tx| store::replace_payload(tx, &row, &new, now).await)
            .await?;
        Ok(replaced)
    }

    /// The token that takes another's place with a changed payload: the handle, the hash, the
    /// anti-CSRF token and the expiry stay. `None`: the old one has just expired, and its owner
    /// gets the new payload with the next refresh.
    pub(crate) fn reissue(
        &self,
        old: &AccessTokenPayload,
        payload: Map<String, Value>,
    ) -> Result<Option<AccessToken>, SessionError> {
        let now = self.now();
        if old.is_expired(now) {
            return Ok(None);
        }
        let claims =
            AccessTokenPayload { issued_at: now.floor_to_secs(), custom: payload, ..old.clone() };
        let token = self.sign(&claims)?;
        self.remember(&token);
        Ok(Some(token))
    }
}

/// The rules of a merge: shallow; null deletes; protected names are ignored; `iss` may be removed
/// but not given another value.
fn merge(payload: &mut Map<String, Value>, update: &Map<String, Value>, issuer: &str) {
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
        merge(&mut payload, &update, "me");
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
