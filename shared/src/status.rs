//! Reading the FDI's responses, which say in `status` what they are.
//!
//! serde reads internally tagged enums through a buffer of its own, once for every type in them.
//! In the browser that code would be a quarter of the page; one flat struct does the same work.

use serde::Deserialize;

use crate::User;
use crate::field_error::FieldError;

/// All that such a response can hold.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FlatResponse {
    pub(crate) status: String,
    pub(crate) user: Option<User>,
    pub(crate) form_fields: Option<Vec<FieldError>>,
    pub(crate) message: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) exists: Option<bool>,
}

impl FlatResponse {
    /// The error for a response that is none of those expected.
    pub(crate) fn unexpected<T>(&self) -> Result<T, String> {
        Err(format!("the response's status {} or its content is not as expected", self.status))
    }
}
