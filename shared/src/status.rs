//! Reading the FDI's replies, which say in `status` what they are.
//!
//! serde reads internally tagged enums through a buffer of its own, once for every type in them.
//! In the browser that code would be a quarter of the page; one flat struct does the same work.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::FieldError;

/// All that such a reply can hold; `U` is how its user is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FlatReply<U = IgnoredAny> {
    pub(crate) status: String,
    pub(crate) user: Option<U>,
    pub(crate) form_fields: Option<Vec<FieldError>>,
    pub(crate) message: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) exists: Option<bool>,
}

impl<U> FlatReply<U> {
    /// What to say of a reply that is none of those expected.
    pub(crate) fn unexpected<T>(&self) -> Result<T, String> {
        Err(format!("the reply's status {} or its content is not as expected", self.status))
    }
}
