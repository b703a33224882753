//! What is wrong with a form.

use serde::{Deserialize, Serialize};

/// What is wrong with one field, in words for the person who filled it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field.
    pub id: String,
    /// What to show beside it.
    pub error: String,
}
