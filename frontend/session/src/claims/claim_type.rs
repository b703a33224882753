//! What a claim's value can be.

use serde_json::Value;

/// A type that a claim's value can have. Not serde's: a few lines for each type weigh less on the
/// page.
pub trait ClaimType: Into<Value> + 'static {
    /// Reads a value; `None` if it is of another type.
    fn from_json(value: &Value) -> Option<Self>;
}

impl ClaimType for bool {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl ClaimType for i64 {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_i64()
    }
}

impl ClaimType for String {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl ClaimType for Value {
    fn from_json(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl<T: ClaimType> ClaimType for Vec<T> {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::from_json).collect()
    }
}
