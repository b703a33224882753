//! The part of a session that its user's browser may write: one member of the session data and one
//! claim of the payload, both named [`USER_PART`].
//!
//! Other services trust what is in a signed token, and a handler trusts what the server stored. So
//! no route that is shipped lets a browser reach any other name. Code on the server may: see
//! [`Session::merge_into_access_token_payload`] and [`Session::update_session_data_in_database`].
//!
//! [`Session::merge_into_access_token_payload`]: crate::Session::merge_into_access_token_payload
//! [`Session::update_session_data_in_database`]: crate::Session::update_session_data_in_database

use serde_json::{Map, Value};

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
    pub(crate) fn apply(&self, to: &mut Map<String, Value>) {
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
