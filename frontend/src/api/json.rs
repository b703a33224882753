//! Reads the JSON of a reply into one of `shared`'s types.
//!
//! In two steps: the text becomes a [`Value`], and that becomes the type, with an error that has
//! nothing to say. serde_json's own way in one step brings for each type the sentences of all that
//! could be wrong with it, down to the printing of floating-point numbers: a twentieth of the page,
//! for texts that nobody would read.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeOwned, Deserializer, Error, Expected, IntoDeserializer, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

/// The value that `text` describes, if it is JSON of that kind.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    read_value(parse(text)?)
}

/// `text` as JSON of any kind.
pub(super) fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// `value` as a `T`.
pub(super) fn read_value<T: DeserializeOwned>(value: Value) -> Option<T> {
    T::deserialize(Json(value)).ok()
}

struct Json(Value);

/// It is something else.
#[derive(Debug)]
struct Unreadable;

impl<'de> Deserializer<'de> for Json {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(truth),
            Value::Number(_) => self.deserialize_i64(visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.0.as_bool().ok_or(Unreadable).and_then(|truth| visitor.visit_bool(truth))
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0.as_i64() {
            Some(number) => visitor.visit_i64(number),
            None => self.deserialize_u64(visitor),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0.as_u64() {
            Some(number) => visitor.visit_u64(number),
            None => self.deserialize_f64(visitor),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.0.as_f64().ok_or(Unreadable).and_then(|number| visitor.visit_f64(number))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => Err(Unreadable),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::Array(items) => {
                visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Json)))
            }
            _ => Err(Unreadable),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::Object(members) => {
                let members = members.into_iter().map(|(name, value)| (name, Json(value)));
                visitor.visit_map(MapDeserializer::new(members))
            }
            _ => Err(Unreadable),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_map(visitor)
    }

    /// Enums on the wire are texts; those with content are flat objects with a `status`.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(name.into_deserializer()),
            _ => Err(Unreadable),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u128 f32 char str bytes byte_buf unit unit_struct tuple
        tuple_struct identifier
    }
}

impl IntoDeserializer<'_, Unreadable> for Json {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the JSON is not of the kind that was expected")
    }
}

impl std::error::Error for Unreadable {}

/// Each constructor, because those provided would write what they are given into the message.
impl Error for Unreadable {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }

    fn invalid_type(_found: Unexpected<'_>, _expected: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_found: Unexpected<'_>, _expected: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_length: usize, _expected: &dyn Expected) -> Self {
        Self
    }

    fn unknown_variant(_variant: &str, _expected: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_field: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_field: &'static str) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use shared::{ErrorBody, SessionEntry, SessionPage, SignInResponse, User};

    use super::*;

    #[test]
    fn reads_what_the_backend_writes() {
        let entry = SessionEntry {
            session_handle: "s1".parse().expect("a valid handle"),
            tenant_id: "acme".parse().expect("a valid id"),
            time_created: 1_800_000_000_000,
            last_active: 1_800_000_000_001,
            expiry: 1_800_000_000_002,
            user_agent: Some("the \"browser\"".to_owned()),
            address: None,
            current: true,
        };
        let page = SessionPage { sessions: vec![entry], after: None };
        let text = serde_json::to_string(&page).expect("serialises");
        assert_eq!(read(&text), Some(page));

        let id = "u1".parse().expect("a valid id");
        let tenant = "acme".parse().expect("a valid id");
        let user = User::email_password(id, tenant, "ada@example.com".to_owned(), 7);
        let answer = SignInResponse::Ok { user };
        let text = serde_json::to_string(&answer).expect("serialises");
        assert_eq!(read(&text), Some(answer));
    }

    #[test]
    fn reads_any_value() {
        let reasons = json!({"message": "m", "list": [1, -2, 0.5, true, null, {}]});
        let body = json!({
            "type": "INVALID_CLAIMS",
            "message": "invalid claim",
            "claimValidationErrors": [{"id": "role", "reason": reasons}],
            "more": "is ignored",
        });
        let body = read::<ErrorBody>(&body.to_string()).expect("an error");
        assert_eq!(body.claim_validation_errors[0].reason, reasons);
        assert_eq!(read(&u64::MAX.to_string()), Some(u64::MAX));
    }

    #[test]
    fn anything_else_is_none() {
        for text in ["", "{}", "[]", "<p>", r#"{"sessions":{}}"#, r#"{"sessions":[1]}"#] {
            assert_eq!(read::<SessionPage>(text), None, "{text}");
        }
    }
}
