//! The part of a session that its user's browser may write: one member of the session data and one
//! claim of the payload, both named [`USER_PART`].
//!
//! Other services trust what is in a signed token, and a handler trusts what the server stored. So
//! no route that is shipped lets a browser reach any other name. Code on the server may: see
//! [`Session::merge_into_access_token_payload`] and [`Session::update_session_data_in_database`].

use anyhow::anyhow;
use serde_json::{Map, Value};
use shared::SessionHandle;

use crate::manage::by_handle::data_text;
use crate::manage::payload::MERGE_TRIES;
use crate::rotation::lineage::RowOf;
use crate::store::sessions::{self as store, json_object};
use crate::{Session, SessionError, Sessions, Unauthorised};

/// The name of the part, in the session data and in the payload. It is absent until a browser
/// first writes it.
pub const USER_PART: &str = "user";

/// What a browser wants done to its part.
#[derive(Debug, Clone, PartialEq)]
pub enum UserPartChange {
    /// Put this in its place.
    Replace(Map<String, Value>),
    /// Merge this into it: shallow, null deletes.
    Merge(Map<String, Value>),
}

/// The user's part of session data or of a payload; empty where there is none.
#[must_use]
pub fn user_part(of: &Map<String, Value>) -> Map<String, Value> {
    of.get(USER_PART).and_then(Value::as_object).cloned().unwrap_or_default()
}

impl UserPartChange {
    fn apply(&self, to: &mut Map<String, Value>) {
        let part = match self {
            Self::Replace(new) => new.clone(),
            Self::Merge(update) => merged(user_part(to), update),
        };
        to.insert(USER_PART.to_owned(), Value::Object(part));
    }
}

fn merged(mut part: Map<String, Value>, update: &Map<String, Value>) -> Map<String, Value> {
    for (name, value) in update {
        if value.is_null() {
            part.remove(name);
        } else {
            part.insert(name.clone(), value.clone());
        }
    }
    part
}

impl Session {
    /// Changes the user's part of the session data and returns it. One read, one write.
    ///
    /// # Errors
    /// As [`Session::update_session_data_in_database`].
    pub async fn change_user_data(
        &self,
        change: &UserPartChange,
    ) -> Result<Map<String, Value>, SessionError> {
        self.check_response_not_sent()?;
        let changed = self.sessions().change_data(RowOf::Session(self), change).await?;
        changed.ok_or_else(|| Unauthorised::SessionGone.into())
    }

    /// Changes the user's claim of the payload and returns it. The response carries a new access
    /// token of the same expiry. One read, one write.
    ///
    /// # Errors
    /// As [`Session::merge_into_access_token_payload`].
    pub async fn change_user_claim(
        &self,
        change: &UserPartChange,
    ) -> Result<Map<String, Value>, SessionError> {
        self.check_response_not_sent()?;
        let changed = self.sessions().change_claim(RowOf::Session(self), change).await?;
        let payload = changed.ok_or(Unauthorised::SessionGone)?;
        let part = user_part(&payload);
        self.show_payload(payload)?;
        Ok(part)
    }
}

impl Sessions {
    /// Changes the user's part of a session's data and returns it. `None`: there is no such
    /// session.
    ///
    /// # Errors
    /// [`SessionError::DataTooLarge`]; the database's faults.
    pub async fn change_user_data(
        &self,
        handle: &SessionHandle,
        change: &UserPartChange,
    ) -> Result<Option<Map<String, Value>>, SessionError> {
        self.change_data(RowOf::Handle(handle), change).await
    }

    async fn change_data(
        &self,
        of: RowOf<'_>,
        change: &UserPartChange,
    ) -> Result<Option<Map<String, Value>>, SessionError> {
        let now = self.now();
        // A call that loses the race changes the winner's result.
        for _ in 0..MERGE_TRIES {
            let Some(row) = self.find_row(of, now).await? else { return Ok(None) };
            let mut data = json_object("sessions.session_data", &row.session_data)?;
            change.apply(&mut data);
            let (part, new) = (user_part(&data), data_text(data)?);
            let write =
                self.0.db.write(async move |tx| store::replace_data(tx, &row, &new, now).await);
            if write.await? {
                return Ok(Some(part));
            }
        }
        Err(anyhow!("the session data was changed by another call each time").into())
    }

    /// Changes the user's claim of a session's payload and returns it. The browser sees it at its
    /// next refresh. `None`: there is no such session.
    ///
    /// # Errors
    /// [`SessionError::PayloadTooLarge`]; the database's faults.
    pub async fn change_user_claim(
        &self,
        handle: &SessionHandle,
        change: &UserPartChange,
    ) -> Result<Option<Map<String, Value>>, SessionError> {
        Ok(self
            .change_claim(RowOf::Handle(handle), change)
            .await?
            .map(|payload| user_part(&payload)))
    }

    /// The same, with the whole payload.
    async fn change_claim(
        &self,
        of: RowOf<'_>,
        change: &UserPartChange,
    ) -> Result<Option<Map<String, Value>>, SessionError> {
        self.change_stored(of, |payload| change.apply(payload)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn changed(
        stored: &Value,
        change: impl Fn(Map<String, Value>) -> UserPartChange,
        by: &Value,
    ) -> Value {
        let (Value::Object(mut stored), Value::Object(by)) = (stored.clone(), by.clone()) else {
            panic!("objects");
        };
        change(by).apply(&mut stored);
        Value::Object(stored)
    }

    #[test]
    fn a_replacement_and_a_merge_touch_nothing_beside_the_users_part() {
        let stored = json!({"role": "editor", "user": {"a": {"x": 1}, "b": 1}});
        let by = json!({"a": {"y": 2}, "b": null, "role": "admin", "user": 5});
        assert_eq!(
            changed(&stored, UserPartChange::Merge, &by),
            json!({"role": "editor", "user": {"a": {"y": 2}, "role": "admin", "user": 5}})
        );
        assert_eq!(
            changed(&stored, UserPartChange::Replace, &by),
            json!({"role": "editor", "user": by})
        );
    }

    #[test]
    fn a_part_that_is_not_there_or_no_object_is_empty() {
        for stored in [json!({}), json!({"user": null}), json!({"user": [1]}), json!({"user": "x"})]
        {
            assert!(user_part(stored.as_object().expect("an object")).is_empty());
            let merged = changed(&stored, UserPartChange::Merge, &json!({"a": 1, "b": null}));
            assert_eq!(merged, json!({"user": {"a": 1}}));
        }
    }
}
