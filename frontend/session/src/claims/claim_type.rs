//! What a claim's value can be.

use serde_json::Value;

/// A type that a claim's value can have. Not serde's: a few lines for each type weigh less on the
/// page.
pub trait ClaimType: Clone + PartialEq + 'static {
    /// Reads a value; `None` if it is of another type.
    fn from_json(value: &Value) -> Option<Self>;
    /// The value as JSON.
    fn to_json(&self) -> Value;
}

impl ClaimType for bool {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_bool()
    }

    fn to_json(&self) -> Value {
        Value::Bool(*self)
    }
}

impl ClaimType for i64 {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_i64()
    }

    fn to_json(&self) -> Value {
        (*self).into()
    }
}

impl ClaimType for String {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }

    fn to_json(&self) -> Value {
        Value::String(self.clone())
    }
}

impl ClaimType for Value {
    fn from_json(value: &Value) -> Option<Self> {
        Some(value.clone())
    }

    fn to_json(&self) -> Value {
        self.clone()
    }
}

impl<T: ClaimType> ClaimType for Vec<T> {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::from_json).collect()
    }

    fn to_json(&self) -> Value {
        self.iter().map(T::to_json).collect()
    }
}
